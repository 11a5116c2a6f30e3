namespace SPAgent;

/// <summary>The boxes of a folder's traces, held against the pictures that they count in: in the wrong unit they tell
/// by their spread.</summary>
/// <param name="given">The dataset; null for the one that the first trace names, where it is at hand.</param>
internal sealed class BoxSpread(ImageDataset? given)
{
    private const int LeastBoxes = 10, MostTraces = 200;

    private const string Name = "box_units";

    private ImageDataset? _dataset = given;
    private bool _looked = given is not null;
    private int _boxes, _beyond, _small, _large;
    private double _most;
    private bool _pixels = true;

    /// <summary>Takes in a box. Those of the first traces count, so they come in the order of the folder.</summary>
    public void Add(FirstBox box)
    {
        if (_boxes >= MostTraces) return;
        _boxes++;
        _most = Math.Max(_most, box.Sides.Max());
        _pixels &= box.InPixels;
        if ((box.Sent ?? SizeOf(box)) is not { } size) return;
        if (box.Sides[2] > size.Width || box.Sides[3] > size.Height) _beyond++;
        if (size is { Width: <= 1000, Height: <= 1000 }) _small++;
        else _large++;
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

    // The size of the row's picture, where it is at hand.
    private PixelSize? SizeOf(FirstBox box)
    {
        try
        {
            if (!_looked)
            {
                _looked = true;
                _dataset = box.Dataset is { } path ? ImageDataset.Open(path) : null;
            }

            if (_dataset?.Whole is not { } rows || box.Row >= rows.Count
                || rows[box.Row].Image is not { } image) return null;
            return ImageHeader.Read(image.GetBytes()).Upright;
        }
        catch (Exception unreadable) when (unreadable is DatasetException or ImageException or ArgumentException
            or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>The box of a trace's first call, which counts in the row's own picture.</summary>
/// <param name="Sides">Left, top, right, bottom, as the model wrote them.</param>
/// <param name="InPixels">Whether they were asked for in pixels.</param>
/// <param name="Sent">The size that the model was shown; null where that is the picture's own.</param>
/// <param name="Row">The row of the dataset.</param>
/// <param name="Dataset">The dataset, as the trace names it.</param>
internal sealed record FirstBox(double[] Sides, bool InPixels, PixelSize? Sent, int Row, string? Dataset)
{
    /// <summary>Null where the first call has no box, or names a further picture of the row.</summary>
    public static FirstBox? Of(Trace trace)
    {
        if (trace.ToolCalls is not [var call, ..] || ImageIndex.IsIn(call, trace)
            || BoxRegion.Sides(call.ArgumentsAsWritten ?? call.Arguments) is not { } sides) return null;
        PixelSize? sent = trace.Pictures?.Sizes is [var first, ..] ? first : null;
        return new(sides, call.BoxUnits is null or BoxUnits.Pixels, sent, trace.SampleIndex, trace.DatasetPath);
    }
}
