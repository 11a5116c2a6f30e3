using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks.Tests;

/// <summary>A front end's side of one ZeroMQ connection, written against the specification and not against the server's
/// code.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly TcpClient _tcp = new();

    public NetworkStream Stream => _tcp.GetStream();

    public static async Task<WireClient> ConnectAsync(int port, string socketType, int piece = int.MaxValue)
    {
        var client = new WireClient { Piece = piece };
        await client._tcp.ConnectAsync(IPAddress.Loopback, port, Stop);
        byte[] greeting = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NULL"u8, .. new byte[48]];
        await client.WriteAsync(greeting);
        await client.Stream.ReadExactlyAsync(new byte[64], Stop);
        byte[] ready = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)socketType.Length,
            .. Encoding.ASCII.GetBytes(socketType), 8, .. "Identity"u8, 0, 0, 0, 0];
        await client.WriteAsync([4, (byte)ready.Length, .. ready]);
        (int flags, byte[] body) = await client.ReadFrameAsync();
        Assert.Equal(4, flags);
        Assert.StartsWith("\u0005READY", Encoding.ASCII.GetString(body), StringComparison.Ordinal);
        return client;
    }

    /// <summary>Bytes that go out at a time: 1 makes every frame arrive in pieces.</summary>
    public int Piece { get; init; } = int.MaxValue;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task WriteAsync(byte[] bytes)
    {
        _tcp.NoDelay = true;
        for (int start = 0; start < bytes.Length; start += Piece)
        {
            await Stream.WriteAsync(bytes.AsMemory(start, Math.Min(Piece, bytes.Length - start)), Stop);
            if (Piece >= bytes.Length) break;
            await Task.Yield();
        }
    }

    public Task SendAsync(params byte[][] frames) =>
        WriteAsync([.. frames.SelectMany((frame, index) => Frame(frame, index < frames.Length - 1))]);

    public async Task<List<byte[]>> ReceiveAsync()
    {
        var frames = new List<byte[]>();
        while (true)
        {
            (int flags, byte[] body) = await ReadFrameAsync();
            frames.Add(body);
            if ((flags & 1) == 0) return frames;
        }
    }

    /// <summary>Whether the server hangs up, now or after what it still sends.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            var buffer = new byte[4096];
            while (await Stream.ReadAsync(buffer, Stop) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private static byte[] Frame(byte[] body, bool more)
    {
        byte flag = (byte)(more ? 1 : 0);
        if (body.Length < 256) return [flag, (byte)body.Length, .. body];
        byte[] length = BitConverter.GetBytes((long)body.Length);
        Array.Reverse(length);
        return [(byte)(flag | 2), .. length, .. body];
    }

    private async Task<(int Flags, byte[] Body)> ReadFrameAsync()
    {
        var head = new byte[9];
        await Stream.ReadExactlyAsync(head.AsMemory(0, 2), Stop);
        long length = head[1];
        if ((head[0] & 2) != 0)
        {
            await Stream.ReadExactlyAsync(head.AsMemory(2, 7), Stop);
            Array.Reverse(head, 1, 8);
            length = BitConverter.ToInt64(head, 1);
        }

        var body = new byte[length];
        await Stream.ReadExactlyAsync(body, Stop);
        return (head[0], body);
    }
}

/// <summary>A message as a front end reads it.</summary>
internal sealed record WireMessage(string Type, string ParentId, JsonElement Content);

/// <summary>A front end: three connections, and the key.</summary>
internal sealed class FrontEnd : IDisposable
{
    private readonly byte[] _key;
    private int _messages;

    private FrontEnd(string key) => _key = Encoding.UTF8.GetBytes(key);

    public required WireClient Shell { get; init; }

    public required WireClient Control { get; init; }

    public required WireClient Iopub { get; init; }

    /// <summary>The connection on which the kernel asks for lines; null for a front end without a keyboard.</summary>
    public WireClient? Stdin { get; init; }

    public static async Task<FrontEnd> ConnectAsync(ConnectionFile ports, int piece = int.MaxValue,
        bool hasKeyboard = false)
    {
        var frontEnd = new FrontEnd(ports.Key)
        {
            Shell = await WireClient.ConnectAsync(ports.ShellPort, "DEALER", piece),
            Control = await WireClient.ConnectAsync(ports.ControlPort, "DEALER", piece),
            Iopub = await WireClient.ConnectAsync(ports.IopubPort, "SUB", piece),
            Stdin = hasKeyboard ? await WireClient.ConnectAsync(ports.StdinPort, "DEALER", piece) : null,
        };
        await frontEnd.Iopub.SendAsync([1]);
        return frontEnd;
    }

    /// <summary>Sends a request; its id.</summary>
    public async Task<string> SendAsync(WireClient socket, string type, object content, byte[]? key = null)
    {
        string id = $"m{++_messages}";
        byte[][] parts =
        [
            JsonSerializer.SerializeToUtf8Bytes(
                new { msg_id = id, msg_type = type, session = "s", username = "u", date = "2026-01-01T00:00:00Z",
                    version = "5.3" }),
            "{}"u8.ToArray(), "{}"u8.ToArray(), JsonSerializer.SerializeToUtf8Bytes(content),
        ];
        await socket.SendAsync(["<IDS|MSG>"u8.ToArray(), Sign(parts, key ?? _key), .. parts]);
        return id;
    }

    /// <summary>Waits for the kernel's next question and answers it; the question.</summary>
    public async Task<JsonElement> AnswerAsync(string line)
    {
        WireMessage question = await NextAsync(Stdin!);
        Assert.Equal("input_request", question.Type);
        await SendAsync(Stdin!, "input_reply", new { value = line });
        return question.Content;
    }

    public Task<string> ExecuteAsync(string code, bool silent = false) =>
        SendAsync(Shell, "execute_request", new { code, silent, store_history = true, stop_on_error = true });

    /// <summary>The next message, whose signature is checked.</summary>
    public async Task<WireMessage> NextAsync(WireClient socket)
    {
        List<byte[]> frames = await socket.ReceiveAsync();
        int start = frames.FindIndex(frame => Encoding.ASCII.GetString(frame) == "<IDS|MSG>");
        byte[][] parts = [.. frames.Skip(start + 2)];
        Assert.Equal(4, parts.Length);
        Assert.Equal(Encoding.ASCII.GetString(Sign(parts, _key)), Encoding.ASCII.GetString(frames[start + 1]));
        JsonNode header = JsonNode.Parse(parts[0])!;
        return new WireMessage((string)header["msg_type"]!, (string?)JsonNode.Parse(parts[1])!["msg_id"] ?? "",
            JsonDocument.Parse(parts[3]).RootElement);
    }

    /// <summary>The answer to a request on its own socket.</summary>
    public async Task<WireMessage> ReplyAsync(WireClient socket, string id)
    {
        while (true)
        {
            WireMessage message = await NextAsync(socket);
            if (message.ParentId == id) return message;
        }
    }

    /// <summary>All that was published for a request, up to its "idle".</summary>
    public async Task<List<WireMessage>> PublishedAsync(string id)
    {
        var published = new List<WireMessage>();
        while (true)
        {
            WireMessage message = await NextAsync(Iopub);
            if (message.ParentId != id) continue;
            published.Add(message);
            if (message.Type == "status" && message.Content.GetProperty("execution_state").GetString() == "idle")
                return published;
        }
    }

    public void Dispose()
    {
        Shell.Dispose();
        Control.Dispose();
        Iopub.Dispose();
        Stdin?.Dispose();
    }

    private static byte[] Sign(byte[][] parts, byte[] key) =>
        key.Length == 0 ? []
            : Encoding.ASCII.GetBytes(
                Convert.ToHexStringLower(HMACSHA256.HashData(key, parts.SelectMany(part => part).ToArray())));
}
