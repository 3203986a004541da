"""Between the terminal and the commands: how a command is declared, what is asked, what is typed and where results go."""
