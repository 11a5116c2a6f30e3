namespace SPAgent;

/// <summary>The traces whose rows have the same value in a column of the dataset.</summary>
[TypeFormatterSource]
public sealed record ColumnStatistics
{
    /// <summary>The column, such as <c>country</c>.</summary>
    public required string Column { get; init; }

    /// <summary>The value; for numbers an interval, such as <c>0.2 to 0.4</c>.</summary>
    public required string Value { get; init; }

    /// <summary>Traces that have it.</summary>
    public required int Traces { get; init; }

    /// <summary>Of those, the ones whose answer could be read.</summary>
    public required int ParseSuccess { get; init; }

    /// <summary>Their mean reward; null where none has one.</summary>
    public required double? MeanReward { get; init; }

    /// <summary>Their median distance in kilometres; null where none has one.</summary>
    public required double? MedianDistanceKm { get; init; }
}
