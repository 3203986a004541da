"""When a vehicle will have been driven so far: a straight line through its two latest usable readings (usual practice)."""

from __future__ import annotations

from datetime import date, timedelta

from kcrm.model import MileageReading, VehicleFacts


def usable_readings(vehicle: VehicleFacts, gap_days: int) -> tuple[MileageReading, MileageReading] | None:
    """The latest reading and the last one at least so many days before it.

    A vehicle is taken to be delivered with 0 km where no reading says otherwise. None where two such readings are wanting.
    """
    readings = vehicle.readings
    if vehicle.delivered_on is not None and all(reading.read_on > vehicle.delivered_on for reading in readings):
        readings = (MileageReading(vehicle.delivered_on, 0), *readings)
    if not readings:
        return None
    latest = readings[-1]
    earlier = [reading for reading in readings if (latest.read_on - reading.read_on).days >= gap_days]
    return (earlier[-1], latest) if earlier else None


def day_reaching(target_km: int, vehicle: VehicleFacts, gap_days: int, before: date) -> date | None:
    """The first day on which the estimated mileage is at least `target_km`, if that is earlier than `before`; else None.

    Never earlier than the latest reading, even where that is beyond the target already: nobody could know before.
    None where there is no estimate: too few readings, or a line that does not rise.
    """
    readings = usable_readings(vehicle, gap_days)
    if readings is None:
        return None
    first, latest = readings
    driven, missing = latest.km - first.km, target_km - latest.km
    if driven <= 0:
        return None
    # rounded up in integers; compared as a number of days first, as a car hardly driven gets there after the calendar's end
    days = max(0, -(-missing * (latest.read_on - first.read_on).days // driven))
    return latest.read_on + timedelta(days=days) if days < (before - latest.read_on).days else None
