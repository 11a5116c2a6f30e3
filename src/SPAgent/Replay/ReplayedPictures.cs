namespace SPAgent;

/// <summary>The pictures of a trace as replay brings them back: those of the row, then those that calls made, each as
/// it was sent.</summary>
internal sealed class ReplayedPictures
{
    private readonly Trace _trace;
    private readonly ImageDataset _dataset;
    private readonly DatasetRow _row;
    private readonly List<ShownPicture> _pictures = [];
    private readonly List<int> _steps = [];
    private readonly int _ofRow;

    /// <exception cref="DatasetException">The dataset has no such row or picture.</exception>
    public ReplayedPictures(Trace trace, ImageDataset dataset)
    {
        // The index counts in the dataset on disk, whatever part of it one looks at.
        dataset = dataset.Whole;
        (_trace, _dataset) = (trace, dataset);
        int index = trace.SampleIndex;
        if (index < 0 || index >= dataset.Count)
        {
            throw new DatasetException(dataset.Path, $"the trace's sample_index is {index}, the dataset "
                + $"has {dataset.Count} rows. Give the dataset that the trace was made from.");
        }

        _row = dataset[index];
        _ofRow = Math.Max(1, trace.Pictures?.Sha256.Count ?? 1);
        DatasetImage[] stored = [.. Stored().Take(_ofRow)];
        if (stored.Length == 0) throw new DatasetException(dataset.Path, $"row {index} has no image.");
        // Traces without a word about it were sent as they are stored.
        bool onWhite = trace.Pictures?.OnWhite ?? false;
        _pictures.AddRange(stored.Select(image => new ShownPicture(image.Decode(onWhite), trace.Pictures?.MaxPixels)));
        _steps.AddRange(Enumerable.Range(0, stored.Length));
        Sources = stored;
    }

    /// <summary>The row's pictures as the dataset holds them.</summary>
    public IReadOnlyList<DatasetImage> Sources { get; }

    /// <summary>The newest result; before any, the first picture of the row.</summary>
    public ShownPicture Current => _pictures.Count > Sources.Count ? _pictures[^1] : _pictures[0];

    /// <summary>The picture that a call acted on: the one that it names, where the row had several, else the
    /// newest.</summary>
    public (ShownPicture Picture, ActedOnPicture About) ActedOn(ToolCall call)
    {
        int at = _pictures.Count > Sources.Count ? _pictures.Count - 1 : 0;
        if (_ofRow > 1 && call.Arguments is { } arguments && ImageIndex.Of(arguments) is { } given
            && ImageIndex.Read(given, _pictures.Count, out int index, out _)) at = index - 1;
        ShownPicture picture = _pictures[at];
        return (picture, new(_steps[at], new(picture.Full.Width, picture.Full.Height), picture.Size));
    }

    /// <summary>A step for each picture of the row, with a verdict.</summary>
    public IEnumerable<ReplayStep> OfRow()
    {
        for (int i = 0; i < _ofRow; i++)
        {
            if (i >= _pictures.Count)
            {
                throw new DatasetException(_dataset.Path, $"row {_row.Index} has {_pictures.Count} pictures, the trace "
                    + $"was made from {_ofRow}. Give the dataset that the trace was made from.");
            }

            string? recorded = _trace.Pictures?.Sha256.ElementAtOrDefault(i) ?? (i == 0 ? _trace.ImageSha256 : null);
            ReplayStep step = Judge(0, null, _pictures[i].Shown, recorded,
                $"row {_row.Index} of {_dataset.Path} holds another picture than the trace was made from (its index "
                    + "may be of a sorted selection)");
            step = step with { Source = Sources[i] };
            yield return step.Verdict == ReplayVerdict.Unverified
                && RowAgreement.Contradiction(_trace, _row) is { } contradiction
                ? step with { Verdict = ReplayVerdict.Mismatch, Detail = contradiction }
                : step;
        }
    }

    /// <summary>Takes a picture that the call of a step made.</summary>
    public ShownPicture Add(RasterImage made, int step)
    {
        // Where no call may name one, only the newest result is acted on.
        if (_ofRow == 1 && _pictures.Count > 1)
        {
            _pictures.RemoveAt(1);
            _steps.RemoveAt(1);
        }

        _steps.Add(step);
        ShownPicture picture = new(made, _trace.Pictures?.MaxPixels);
        _pictures.Add(picture);
        return picture;
    }

    public static ReplayStep Judge(int turn, string? tool, RasterImage image, string? recorded, string otherwise)
    {
        string sha256 = image.PixelSha256();
        ReplayVerdict verdict = recorded is null ? ReplayVerdict.Unverified
            : string.Equals(recorded, sha256, StringComparison.OrdinalIgnoreCase) ? ReplayVerdict.Exact
            : ReplayVerdict.Mismatch;
        string? detail = verdict == ReplayVerdict.Mismatch ? $"{otherwise}: recorded {recorded}, found {sha256}" : null;
        return new ReplayStep
        { Turn = turn, Tool = tool, Image = image, Sha256 = sha256, Verdict = verdict, Detail = detail };
    }

    // The column of a trace counts, whichever the dataset was opened with.
    private IEnumerable<DatasetImage> Stored() =>
        _trace.Pictures?.Column is { } column && _dataset.ImageColumn is null
            ? _row.Images.Where(image => image.Column == column) : _row.Images;
}
