"""A release as somebody gets it: wheel, licences of all that comes with it, bill of materials, and a trial of it."""
