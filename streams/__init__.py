"""The recorded streams of the sample city: clips, their manifest, and the script that drew them."""
