"""The desk: the caller's seat on a full screen. What a key does is `kcrm.actions.seat`'s, as of `next`; here is only how it looks."""
