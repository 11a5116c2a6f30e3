namespace SPAgent;

/// <summary>The eight ways to lay a rectangle on itself, numbered as EXIF's orientation tag numbers what has to be
/// done.</summary>
internal enum ExifTurn
{
    None = 1,
    MirrorLeftRight = 2,
    Half = 3,
    MirrorTopBottom = 4,
    Transpose = 5,
    QuarterClockwise = 6,
    Transverse = 7,
    QuarterCounterClockwise = 8,
}
