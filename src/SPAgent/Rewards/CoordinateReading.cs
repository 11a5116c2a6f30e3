namespace SPAgent;

/// <summary>Where in a response the coordinates were found.</summary>
internal enum CoordinateStage
{
    /// <summary>No coordinates.</summary>
    None,

    /// <summary>In the last box.</summary>
    Box,

    /// <summary>Among the last 200 characters.</summary>
    Fallback,

    /// <summary>The last box is not of the form <c>\boxed{…}</c>: scoring fails as a whole, nothing else is
    /// tried.</summary>
    Refused,
}

/// <summary>Coordinates as read in a response, in degrees; 0, 0 where there are none.</summary>
internal readonly record struct CoordinateReading(CoordinateStage Stage, double Latitude = 0, double Longitude = 0)
{
    public bool Success => Stage is CoordinateStage.Box or CoordinateStage.Fallback;

    public static bool InRange(double latitude, double longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
}
