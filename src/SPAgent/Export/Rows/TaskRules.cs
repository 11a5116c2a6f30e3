namespace SPAgent;

/// <summary>What a task asks of a row beside the rules of its format.</summary>
internal static class TaskRules
{
    /// <summary>Everything that the trainer would stumble over; nothing for a good row.</summary>
    public static IEnumerable<RowProblem> Check(TrainingFormat format, TrainingRow row)
    {
        IEnumerable<RowProblem> own = format.Check(row);
        IEnumerable<RowProblem> rejected = row.Rejected is { } other ? format.Check(other) : [];
        return [.. Known(row), .. own, .. rejected];
    }

    private static IEnumerable<RowProblem> Known(TrainingRow row) => row.Task switch
    {
        TrainingTask.Grpo when row.Truth is null =>
            [
                new(null, "its row of the dataset holds no truth (lat and lon, or answer) that an "
                    + "answer could be held against")],
        TrainingTask.Kto when row.Succeeded is null =>
            [new(null, "it has no reward, so nothing says whether it is good or bad. Score it: spagent rescore")],
        _ => [],
    };
}
