namespace SPAgent;

/// <summary>Which tasks and ways of training go with which format.</summary>
internal static class TaskOptions
{
    /// <exception cref="ArgumentException">The trainer of the format can't do what the options ask for.</exception>
    public static void Refuse(TrainingFormat format, ExportOptions options)
    {
        if (!format.Tasks.Contains(options.Task))
        {
            throw new ArgumentException(
                $"{format} has no rows for {Name(options.Task)}, only for {Names(format.Tasks)}. "
                + $"{Name(options.Task)} goes with {Names(With(one => one.Tasks.Contains(options.Task)))}.",
                    nameof(options));
        }

        if (options.LossOn == LossScope.Final && (!format.LearnsFinalOnly || options.Task != TrainingTask.Sft))
        {
            string names = Names(With(one => one.LearnsFinalOnly));
            throw new ArgumentException(
                options.Task != TrainingTask.Sft
                    ? $"Loss on the final reply is a matter of sft, not of {Name(options.Task)}."
                    : $"{format} can't say that only the final reply is learnt. {names} can.", nameof(options));
        }

        if (options.Pairs != PairChoice.Best && options.Task != TrainingTask.Dpo)
        {
            throw new ArgumentException($"Pairs are a matter of dpo, not of {Name(options.Task)}.", nameof(options));
        }
    }

    /// <summary>A task as the command line spells it.</summary>
    public static string Name(TrainingTask task) => task.ToString().ToLowerInvariant();

    private static IEnumerable<TrainingFormat> With(Func<TrainingFormat, bool> can) => TrainingFormat.All.Where(can);

    private static string Names(IEnumerable<TrainingTask> tasks) => string.Join(", ", tasks.Select(Name));

    private static string Names(IEnumerable<TrainingFormat> formats) => string.Join(", ", formats);
}
