"""Meta's Graph API, as Facebook, Instagram and Threads speak it: accounts, faults, containers, finding."""
