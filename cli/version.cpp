namespace parley {}
