namespace SPAgent;

/// <summary>The boxes of a folder's traces, held against the pictures that they count in: in the wrong unit they tell
/// by their spread.</summary>
internal sealed class BoxSpread
{
    private const int LeastBoxes = 10, MostTraces = 200;

    private const string Name = "box_units";

    private readonly Lock _adding = new();
    private int _boxes, _beyond, _small, _large;
    private double _most;
    private bool _pixels = true;

    /// <summary>Takes the first call of a trace, which counts in the row's own picture.</summary>
    public void Add(Trace trace, ImageDataset? dataset)
    {
        if (trace.ToolCalls is not [var call, ..]
            || BoxRegion.Sides(call.ArgumentsAsWritten ?? call.Arguments) is not { } sides) return;
        lock (_adding)
        {
            if (_boxes >= MostTraces) return;
            _boxes++;
            _most = Math.Max(_most, sides.Max());
            _pixels &= call.BoxUnits is null or BoxUnits.Pixels;
        }

        if (SizeOf(trace, dataset) is not { } size) return;
        lock (_adding)
        {
            if (sides[2] > size.Width || sides[3] > size.Height) _beyond++;
            if (size is { Width: <= 1000, Height: <= 1000 }) _small++;
            else _large++;
        }
    }

    /// <summary>What is likely wrong; null when nothing is.</summary>
    public Finding? Find(string place)
    {
        if (_boxes < LeastBoxes) return null;
        string? what = !_pixels ? _most > 1100
            ? $"Boxes go up to {_most:0}, beyond thousandths: the model likely writes pixels." : null
            : _most <= 1 ? $"All {_boxes} boxes lie between 0 and 1: the model likely writes fractions."
            : _most <= 1000 && _beyond * 5 >= _boxes ? $"{_beyond} of {_boxes} boxes reach beyond their pictures and "
                + "none beyond 1000: the model likely writes thousandths."
            : _most is > 900 and <= 1000 && _small == 0 && _large > 0 && _boxes >= 2 * LeastBoxes
            ? $"None of {_boxes} boxes goes beyond 1000 on pictures that are larger: the model "
                + "likely writes thousandths."
            : null;
        return what is null ? null : new Finding
        {
            Check = Name,
            Severity = Severity.Warning,
            Place = place,
            What = what,
            Remedy = "The crops show something else than the model meant: collect again with --box-units.",
        };
    }

    // The size that the model was shown, where the picture is at hand.
    private static PixelSize? SizeOf(Trace trace, ImageDataset? dataset)
    {
        if (trace.Pictures?.Sizes is [var sent, ..]) return sent;
        try
        {
            if (dataset?.Whole is not { } rows || trace.SampleIndex >= rows.Count
                || rows[trace.SampleIndex].Image is not { } image) return null;
            ImageHeader header = ImageHeader.Read(image.GetBytes());
            return header.Orientation >= 5 ? new(header.Height, header.Width) : new(header.Width, header.Height);
        }
        catch (Exception unreadable) when (unreadable is DatasetException or ImageException or IOException)
        {
            return null;
        }
    }
}
