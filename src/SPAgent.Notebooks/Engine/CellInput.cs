namespace SPAgent.Notebooks;

/// <summary>The console's input inside a cell: each line is asked of the person in front of the notebook. Outside of
/// cells, and where nobody can be asked, it is at its end.</summary>
internal sealed class CellInput : TextReader
{
    private string _rest = "";

    public override string? ReadLine()
    {
        if (_rest.Length == 0) return CellContext.Current?.Ask("", isSecret: false);
        string rest = _rest.TrimEnd('\n');
        _rest = "";
        return rest;
    }

    public override int Peek() => Fill() ? _rest[0] : -1;

    public override int Read()
    {
        if (!Fill()) return -1;
        char next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    private bool Fill()
    {
        if (_rest.Length == 0 && ReadLine() is { } line) _rest = line + '\n';
        return _rest.Length > 0;
    }
}
