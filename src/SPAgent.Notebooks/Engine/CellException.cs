namespace SPAgent.Notebooks;

/// <summary>Why a cell did not end well.</summary>
internal enum CellFailureKind
{
    Compilation,
    Directive,
    Exception,
    Interrupted,
}

/// <summary>What a reader of a notebook needs to find and mend an error in a cell.</summary>
internal sealed record CellFailure
{
    public required CellFailureKind Kind { get; init; }

    /// <summary>Name of the exception type, or of the kind of failure.</summary>
    public required string Name { get; init; }

    public required string Message { get; init; }

    /// <summary>What the cell is called: <c>cell 3</c>, or the file that it loaded.</summary>
    public required string Cell { get; init; }

    /// <summary>Line in that cell, from 1; null when no line of the cell is to blame.</summary>
    public int? Line { get; init; }

    /// <summary>The whole story, to be shown below the cell.</summary>
    public required IReadOnlyList<string> Traceback { get; init; }

    /// <summary>One line: where, and what.</summary>
    public override string ToString() => $"{Cell}{(Line is null ? "" : $", line {Line}")}: {Name}: {Message}";
}

/// <summary>Carries a <see cref="CellFailure"/> out of the depths of the engine.</summary>
internal sealed class CellException(CellFailure failure) : Exception(failure.Message)
{
    public CellFailure Failure { get; } = failure;
}
