using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>Sessions as rows, one for each sample. Texts stay as the file spells them, so that a prompt is copied and not decoded.</summary>
internal sealed class SessionSource(SessionStore sessions, ExportOptions options) : IExportSource
{
    private const long LargestFile = 256L << 20;

    public string Location => sessions.Path;

    public string Items => "sessions";

    public int Batch => 16;

    public IEnumerable<string> Names() => sessions.ListSessionIds();

    public Task<ExportItem> ReadAsync(string name, CancellationToken cancellationToken)
    {
        byte[]? rented = null;
        LongTexts? texts = null;
        JsonDocument? document = null;
        try
        {
            string folder = Path.Combine(sessions.SessionsPath, name);
            rented = ReadFile(Path.Combine(folder, SessionLayout.Metadata), out int length);
            texts = new LongTexts(JsonText.Strict(rented.AsMemory(0, length)));
            document = JsonDocument.Parse(texts.Short, JsonText.Deep);
            ExportItem item = new(new Lease(document, texts, rented));
            new SessionRows(folder, name, document.RootElement, texts, options).AddTo(item);
            return Task.FromResult(item);
        }
        catch (Exception problem) when (problem is JsonException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            new Lease(document, texts, rented).Dispose();
            ExportItem item = new();
            if (options.Ids is not null && !options.Ids.Contains(name)) item.Filtered++;
            else item.Refusals.Add(new(name, null, problem is JsonException ? $"{SessionLayout.Metadata} is torn, or no JSON: {problem.Message}" : problem.Message));
            return Task.FromResult(item);
        }
    }

    private static byte[] ReadFile(string path, out int length)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long size = RandomAccess.GetLength(file);
        if (size > LargestFile) throw new InvalidDataException($"{SessionLayout.Metadata} has {size:N0} bytes, at most {LargestFile:N0} are read.");
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(size, 1));
        length = 0;
        while (length < size && RandomAccess.Read(file, bytes.AsSpan(length, (int)size - length), length) is > 0 and int read) length += read;
        return bytes;
    }

    private sealed class Lease(JsonDocument? document, LongTexts? texts, byte[]? rented) : IDisposable
    {
        public void Dispose()
        {
            document?.Dispose();
            texts?.Dispose();
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
