using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Polly;

namespace SPAgent;

/// <summary>
/// The files and batches of a server, through the pipeline of the official package. Its typed clients read answers
/// more strictly than servers write them.
/// </summary>
internal sealed class BatchEndpoint(ModelEndpoint endpoint, OpenAICompatibleOptions options, EndpointFailures failures,
    ReplyJudge judge, ClientPipeline pipeline)
{
    // How requests of a batch are addressed, whatever the address of the server.
    private const string RequestPath = "/v1/chat/completions";
    private const int MostListed = 100;

    private readonly ResiliencePipeline _patient = ModelRetries.OfFaults(options, new Jitter(options.JitterSeed));

    /// <summary>How requests are written at first.</summary>
    public RequestShape Shape { get; } = new() { Extra = ExtraBody.Of(options.ExtraBody) };

    /// <summary>Where it is, for messages.</summary>
    public string Address => endpoint.Path.AbsoluteUri;

    /// <summary>The body of one request.</summary>
    public StreamedJson Write(IEnumerable<ChatMessage> messages, ChatOptions request, RequestShape shape) =>
        ChatRequest.Write(endpoint.Model, messages, request, shape);

    /// <summary>A line of a file of requests.</summary>
    /// <param name="name">Names the request; at most 64 characters.</param>
    /// <param name="body">The request.</param>
    /// <param name="stream">Takes the line.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task WriteLineAsync(string name, StreamedJson body, Stream stream,
        CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Head(name), cancellationToken).ConfigureAwait(false);
        await body.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync("}\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Bytes of such a line.</summary>
    public static long LengthOf(string name, StreamedJson body)
    {
        body.TryComputeLength(out long length);
        return Head(name).Length + length + "}\n"u8.Length;
    }

    /// <summary>The reply in a line of an output or error file.</summary>
    /// <exception cref="ModelException">It is none.</exception>
    public ChatResponse Read(BatchLine line)
    {
        if (line.IsTooLong) throw failures.TooLarge(line.Status, attempt: 1);
        if (line.Body is not { } body)
            throw failures.Status(500, NoHeaders.Instance, ServerError.Read(Encoding.UTF8.GetBytes(line.Error)), 1);
        return judge.Judge(
            line.Status, NoHeaders.Instance, Encoding.UTF8.GetBytes(body.GetRawText()).AsMemory(), attempt: 1);
    }

    /// <summary>Sends a file of requests.</summary>
    /// <returns>Its name there.</returns>
    public async Task<string> UploadAsync(string path, CancellationToken cancellationToken) =>
        await _patient.ExecuteAsync(async stop =>
        {
            JsonElement file = await AskAsync("POST", "files", new BatchUpload(path), stop).ConfigureAwait(false);
            return LenientJson.Text(file, "id") is { Length: > 0 } id ? id : throw Odd("an uploaded file without id");
        }, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a batch of a file. Asked once: whether it was made although no answer came,
    /// <see cref="FindAsync"/> tells.</summary>
    public async Task<BatchStatus> CreateAsync(string file, CancellationToken cancellationToken)
    {
        using StreamedJson body = new();
        body.Json.WriteStartObject();
        body.Json.WriteString("input_file_id", file);
        body.Json.WriteString("endpoint", RequestPath);
        body.Json.WriteString("completion_window", "24h");
        body.Json.WriteEndObject();
        body.Json.Flush();
        return Status(await AskAsync("POST", "batches", body, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>How a batch is doing.</summary>
    public async Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken) =>
        await _patient.ExecuteAsync<BatchStatus>(async stop => Status(await AskAsync(
            "GET", $"batches/{Uri.EscapeDataString(id)}", null, stop).ConfigureAwait(false)), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>The batch of a file; null where the server knows of none.</summary>
    public async Task<BatchStatus?> FindAsync(string file, CancellationToken cancellationToken)
    {
        string after = "";
        while (true)
        {
            string path = FormattableString.Invariant($"batches?limit={MostListed}{after}");
            JsonElement page = await _patient.ExecuteAsync<JsonElement>(
                async stop => await AskAsync("GET", path, null, stop).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            BatchStatus[] listed = [.. (LenientJson.Get(page, "data") is { ValueKind: JsonValueKind.Array } data
                ? data.EnumerateArray() : []).Select(BatchStatus.Read).OfType<BatchStatus>()];
            if (Array.Find(listed, batch => batch.InputFile == file) is { } found) return found;
            bool more = LenientJson.Get(page, "has_more") is { ValueKind: JsonValueKind.True };
            if (!more || listed.Length == 0) return null;
            after = $"&after={Uri.EscapeDataString(listed[^1].Id)}";
        }
    }

    /// <summary>Fetches a file.</summary>
    /// <param name="file">Its name there.</param>
    /// <param name="path">Where it goes; whole, or not at all. Of a line that is longer than a reply may be only that
    /// is kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task DownloadAsync(string file, string path, CancellationToken cancellationToken) =>
        await _patient.ExecuteAsync(async stop =>
        {
            string temporary = Temporaries.NameFor(path);
            // As long as something comes it may go on.
            using CancellationTokenSource idle = new(options.RequestTimeout, options.TimeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stop);
            try
            {
                using PipelineMessage message =
                    Message("GET", $"files/{Uri.EscapeDataString(file)}/content", null, either.Token);
                message.BufferResponse = false;
                PipelineResponse http = await SendAsync(message).ConfigureAwait(false);
                await using Stream body = PackedBody.Open(http.ContentStream ?? Stream.Null, http.Headers);
                http.ContentStream = null;
                await using (FileStream copy = new(temporary, FileMode.CreateNew))
                {
                    await BatchLine.CopyAsync(body, copy, endpoint, options.MaxResponseBytes,
                        () => idle.CancelAfter(options.RequestTimeout), either.Token).ConfigureAwait(false);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch (OperationCanceledException) when (idle.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw failures.Timeout(1);
            }
            catch (Exception problem) when (problem is HttpRequestException or InvalidDataException
                || (problem is IOException && problem.InnerException is System.Net.Sockets.SocketException)
                || problem is HttpIOException)
            {
                throw failures.Connection(problem, 1);
            }
            finally
            {
                File.Delete(temporary);
            }
        }, cancellationToken).ConfigureAwait(false);

    private static byte[] Head(string name) => Encoding.UTF8.GetBytes(
        $"{{\"custom_id\":{JsonSerializer.Serialize(name)},\"method\":\"POST\",\"url\":\"{RequestPath}\",\"body\":");

    private async Task<JsonElement> AskAsync(string method, string path, BinaryContent? content,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Limit(content), options.TimeProvider);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using PipelineMessage message = Message(method, path, content, either.Token);
            PipelineResponse http = await SendAsync(message).ConfigureAwait(false);
            return JsonText.Parse(http.Content.ToArray());
        }
        catch (OperationCanceledException)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw failures.Timeout(1);
        }
        catch (JsonException problem)
        {
            throw Odd($"an answer that is no JSON ({problem.Message})");
        }
    }

    // A large file takes its time on a thin line: at least 100 KB a second.
    private TimeSpan Limit(BinaryContent? content) => content?.TryComputeLength(out long length) == true
        ? options.RequestTimeout + TimeSpan.FromSeconds(length / 100_000.0) : options.RequestTimeout;

    private PipelineMessage Message(string method, string path, BinaryContent? content,
        CancellationToken cancellationToken)
    {
        PipelineMessage message = pipeline.CreateMessage();
        message.Apply(new RequestOptions { CancellationToken = cancellationToken });
        message.Request.Method = method;
        message.Request.Uri = AddressOf(path);
        message.Request.Headers.Set("Accept", "application/json");
        if (content is null) return message;
        message.Request.Headers.Set("Content-Type", content.MediaType!);
        message.Request.Content = content;
        return message;
    }

    // Of two queries the policy of the endpoint would add none.
    private Uri AddressOf(string path)
    {
        UriBuilder address = new($"{endpoint.Path.AbsoluteUri.TrimEnd('/')}/{path}");
        string given = endpoint.BaseUri.Query.TrimStart('?');
        if (given.Length > 0 && address.Query.Length > 0) address.Query = $"{given}&{address.Query.TrimStart('?')}";
        return address.Uri;
    }

    private async Task<PipelineResponse> SendAsync(PipelineMessage message)
    {
        try
        {
            await pipeline.SendAsync(message).ConfigureAwait(false);
        }
        catch (Exception problem) when (failures.OfTransport(problem, 1) is { } failure)
        {
            throw failure;
        }

        PipelineResponse http = message.Response!;
        if (http.Status is >= 200 and < 300)
        {
            failures.Answered();
            return http;
        }

        if (!message.BufferResponse) await http.BufferContentAsync(message.CancellationToken).ConfigureAwait(false);
        if (http.Status is 404 or 405 or 501)
        {
            throw new ModelException(ModelFailure.NotFound,
                $"{endpoint}: HTTP {http.Status} for {message.Request.Uri!.AbsolutePath}. A server without batches is "
                + "asked by the same command without --batch; where the batch or file was there before, it is gone: "
                + "remove the folder batches in the output to ask anew.")
            {
                Seen = $"HTTP {http.Status}",
                StatusCode = http.Status,
                StopsRun = true,
            };
        }

        throw failures.Status(http.Status, http.Headers, ServerError.Read(http.Content.ToArray()), 1);
    }

    private BatchStatus Status(JsonElement batch) => BatchStatus.Read(batch) ?? throw Odd("a batch without id");

    private ModelException Odd(string what) => new(ModelFailure.BadAnswer,
        $"{endpoint}: {what}. The server may have no batches: run the same command without --batch.")
    { Seen = what };
}
