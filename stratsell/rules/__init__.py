"""The method's steps as rules: a book and a day go in, a tidy data frame comes out."""
