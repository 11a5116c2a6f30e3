namespace SPAgent.Internal;

/// <summary>Runs a distillation whose conversations other processes hold.</summary>
public static class ElsewhereRun
{
    /// <summary>As <see cref="DistillationRun.ExecuteAsync"/>, with the answers of <paramref name="source"/>.</summary>
    public static Task<DistillationSummary> ExecuteAsync(DistillationRun run, IAnswerSource source,
        IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        run.Elsewhere = source;
        return run.ExecuteAsync(progress, cancellationToken);
    }
}
