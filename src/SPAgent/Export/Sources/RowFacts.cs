namespace SPAgent;

/// <summary>What filters ask about a row; null where it is not known.</summary>
internal sealed record RowFacts
{
    /// <summary>The names under which the row can be asked for.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    public bool? Success { get; init; }

    public double? Reward { get; init; }

    /// <summary>Whether its reward calls it a success.</summary>
    public bool? Solved { get; init; }

    public bool UsesTools { get; init; }

    public long? Tokens { get; init; }

    public required int Turns { get; init; }

    public bool HasFailedCalls { get; init; }

    /// <summary>Whether the options leave out any row for what it is.</summary>
    public static bool Matter(ExportOptions options) =>
        options is not
        {
            Ids: null, Success: null, Solved: false, MinReward: null, UsesTools: null, MaxTokens: null,
            MinTurns: null, MaxTurns: null, WithoutFailedCalls: false
        };

    public bool Pass(ExportOptions options) =>
        NoteIds(options, Ids)
        && (options.Success is null || Success == options.Success)
        && (!options.Solved || Solved == true)
        && (options.MinReward is null || Reward >= options.MinReward)
        && (options.UsesTools is null || UsesTools == options.UsesTools)
        && (options.MaxTokens is null || Tokens <= options.MaxTokens)
        && (options.MinTurns is null || Turns >= options.MinTurns)
        && (!options.WithoutFailedCalls || !HasFailedCalls)
        && (options.MaxTurns is null || Turns <= options.MaxTurns);

    /// <summary>Notes that something has these ids, and whether one of them was asked for.</summary>
    public static bool NoteIds(ExportOptions options, IReadOnlyList<string> ids)
    {
        if (options.Ids is not { } asked) return true;
        // Each name is looked up, so that a row that is asked for twice leaves no name unknown.
        string[] found = [.. ids.Where(asked.Contains)];
        foreach (string id in found) options.IdsFound?.TryAdd(id, true);
        return found.Length > 0;
    }
}
