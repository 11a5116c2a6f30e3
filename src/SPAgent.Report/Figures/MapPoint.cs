namespace SPAgent;

/// <summary>A place on a map.</summary>
/// <param name="Latitude">Degrees, −90 to 90.</param>
/// <param name="Longitude">Degrees, −180 to 180.</param>
/// <param name="Label">What is shown beside the pointer; null for the coordinates alone.</param>
[TypeFormatterSource]
public sealed record MapPoint(double Latitude, double Longitude, string? Label = null);
