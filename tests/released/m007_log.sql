UPDATE repair_order SET standard_minutes = 96 WHERE id = 1;
