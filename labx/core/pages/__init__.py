"""Page components: what every page of LabX is made of."""
