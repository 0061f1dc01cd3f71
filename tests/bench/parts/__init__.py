"""The parts of the bench: each runs its measurements and adds their lines, with the targets for them."""
