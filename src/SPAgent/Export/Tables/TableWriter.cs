using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>A picture of a row that goes into a table.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Extension">Its format: jpg, png or webp.</param>
/// <param name="Read">
/// Reads its bytes, which are the caller's to give back; throws <see cref="InvalidDataException"/> where that can't be.
/// </param>
public sealed record TablePicture(string Name, string Extension, Func<RentedFile> Read);

/// <summary>Rows as a file of tables, in groups, as SPAgent.Parquet writes them.</summary>
public abstract class TableWriter : IDisposable
{
    /// <summary>Rows of the group that is not written yet.</summary>
    public abstract int Rows { get; }

    /// <summary>Bytes that they hold.</summary>
    public abstract long Bytes { get; }

    /// <summary>Adds a row to the group.</summary>
    /// <exception cref="InvalidDataException">
    /// A picture can't be read, or the row has other columns than the first; nothing of it is kept.
    /// </exception>
    public abstract void Add(JsonElement row, IReadOnlyList<TableField> fields, IReadOnlyList<TablePicture> pictures);

    /// <summary>Writes the group to the file while the next one is gathered.</summary>
    public abstract void WriteGroup();

    /// <summary>Waits until the groups before are written.</summary>
    public abstract void Flush();

    /// <summary>Writes what ends the file; the next group begins another.</summary>
    public abstract void Finish();

    /// <inheritdoc/>
    public abstract void Dispose();
}
