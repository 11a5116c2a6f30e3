namespace SPAgent;

/// <summary>Where the rows of a split go, one after another.</summary>
internal abstract class RowSink : IDisposable
{
    /// <summary>Rows written so far.</summary>
    public int Rows { get; protected set; }

    /// <summary>Adds a row as <see cref="RowWriter"/> spelled it, its pictures put in.</summary>
    /// <exception cref="InvalidDataException">
    /// A picture is not to be read any more, or the row does not go with those before it; nothing of it is written.
    /// </exception>
    public abstract void Write(ReadOnlySpan<byte> text, RenderedRow row);

    /// <summary>Ends the files, gives them their names and flushes them to disk.</summary>
    public abstract IReadOnlyList<ExportedFile> Finish();

    public abstract void Dispose();
}
