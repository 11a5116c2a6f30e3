using System.ClientModel;
using System.Text;

namespace SPAgent;

/// <summary>A file of requests on its way to a server, as a form of two parts; read from disk while it is
/// sent.</summary>
internal sealed class BatchUpload : BinaryContent
{
    private const string Boundary = "----spagent-batch-6f1d1c2b9a";

    private static readonly byte[] s_tail = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    private readonly string _path;
    private readonly byte[] _head;

    public BatchUpload(string path)
    {
        _path = path;
        _head = Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{Boundary}\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"requests.jsonl\"\r\n"
            + "Content-Type: application/jsonl\r\n\r\n");
        MediaType = $"multipart/form-data; boundary={Boundary}";
    }

    public override bool TryComputeLength(out long length)
    {
        length = _head.Length + new FileInfo(_path).Length + s_tail.Length;
        return true;
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        await stream.WriteAsync(_head, cancellationToken).ConfigureAwait(false);
        await using (FileStream file = File.OpenRead(_path))
            await file.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(s_tail, cancellationToken).ConfigureAwait(false);
    }

    public override void WriteTo(Stream stream, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Files are sent asynchronously.");

    public override void Dispose() { }
}
