namespace SPAgent;

/// <summary>Progress in a cell of a notebook.</summary>
internal sealed class CellBar(Action<MimeBundle> show, TimeProvider time) : IProgress<DistillationProgress>
{
    private readonly Pace _pace = new(time);

    public void Report(DistillationProgress value)
    {
        if (_pace.IsTime || value.HasEnded) show(ProgressCell.Of(value));
    }
}
