namespace SPAgent.Notebooks;

/// <summary>A value that was shown, to be replaced in place: a progress line, a picture that grows.</summary>
public sealed class DisplayedValue
{
    private readonly CellContext? _cell;
    private readonly IReadOnlyList<string> _mimeTypes;

    internal DisplayedValue(CellContext? cell, string displayId, IReadOnlyList<string> mimeTypes) =>
        (_cell, DisplayId, _mimeTypes) = (cell, displayId, mimeTypes);

    /// <summary>Identifies the output within the front end.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in the place of this one, wherever it stands in the notebook. In a script it is
    /// printed.</summary>
    public void Update(object? value) => Show(value, isUpdate: true);

    internal void Show(object? value, bool isUpdate)
    {
        MimeBundle bundle = CellHelpers.Only(ValueFormatter.Format(value), _mimeTypes);
        if ((CellContext.Current ?? _cell) is { } cell) cell.Display(bundle, DisplayId, isUpdate);
        else Console.WriteLine(bundle);
    }
}
