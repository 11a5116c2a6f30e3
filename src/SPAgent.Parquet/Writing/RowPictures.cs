using System.Buffers.Text;
using System.Text;

namespace SPAgent;

/// <summary>The pictures of a row while it is added to a table.</summary>
internal sealed class RowPictures(IReadOnlyList<TablePicture> images) : IDisposable
{
    private readonly List<RentedFile> _taken = [];

    /// <summary>A picture's name and bytes, which are the table's once the row is in it.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public (string Name, RentedFile Bytes) Take(int place)
    {
        RentedFile bytes = images[place].Read();
        _taken.Add(bytes);
        return (images[place].Name, bytes);
    }

    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public byte[] DataUri(int place)
    {
        string type = images[place].Extension switch { "jpg" => "jpeg", string other => other };
        using RentedFile picture = images[place].Read();
        byte[] start = Encoding.ASCII.GetBytes($"data:image/{type};base64,");
        byte[] uri = new byte[start.Length + Base64.GetMaxEncodedToUtf8Length(picture.Bytes.Length)];
        start.CopyTo(uri, 0);
        Base64.EncodeToUtf8(picture.Bytes.Span, uri.AsSpan(start.Length), out _, out _);
        return uri;
    }

    /// <summary>Leaves what was taken to the table.</summary>
    public void Keep() => _taken.Clear();

    public void Dispose()
    {
        foreach (RentedFile file in _taken) file.Dispose();
    }
}
