"""What the changes of each table tell, as pure functions: the same change tells the same, however often it comes."""
