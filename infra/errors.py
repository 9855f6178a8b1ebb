"""What goes wrong through the outside world or a wrong setting, said in one sentence and without a stack trace."""


class UserError(Exception):
    """Its text is for the person at the terminal."""
