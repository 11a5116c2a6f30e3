using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SPAgent.Tests;

public class QueuePieceTests
{
    [Fact]
    public async Task A_row_of_30_MB_and_a_trace_of_12_MB_go_through_a_server_with_default_limits()
    {
        using QueueJob job = new()
        {
            Server = await NatsServer.StartAsync(),
            Samples = 1,
            Rollouts = 1,
            Latency = "0",
            Further = ["--ship-rows", "--tools", "none", "--temperature", "0"],
        };
        string folder = job["large"];
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(
            Path.Combine(folder, "noise.png"), Noise(3200), TestContext.Current.CancellationToken);
        Assert.InRange(new FileInfo(Path.Combine(folder, "noise.png")).Length, 30_000_000, 40_000_000);
        string manifest = Path.Combine(folder, "rows.jsonl");
        await File.WriteAllTextAsync(manifest, JsonSerializer.Serialize(new
        {
            image = "noise.png",
            question = "Where?",
            lat = 1.5,
            lon = 2.5,
            text = string.Concat(Enumerable.Range(0, 1_200_000).Select(i => $"word{i % 100_000:00000} ")),
        }) + "\n", TestContext.Current.CancellationToken);
        job.Dataset = manifest;
        System.Diagnostics.Process coordinator = job.Coordinator(), worker = job.Worker();
        CommandLine.Outcome led = await QueueJob.EndAsync(coordinator);
        Assert.True(led.ExitCode == 0, led.Messages);
        Assert.Equal(0, (await QueueJob.EndAsync(worker)).ExitCode);
        string trace = Assert.Single(job.Traces);
        Assert.InRange(new FileInfo(trace).Length, 12_000_000, 40_000_000);
        Assert.Equal(1.5, Trace.Load(trace).SampleData.GetProperty("lat").GetDouble());
    }

    [Fact]
    public async Task A_row_that_was_damaged_on_its_way_is_sent_again()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using QueueJob job = new()
        {
            Server = await NatsServer.StartAsync(),
            Samples = 1,
            Rollouts = 1,
            Latency = "0",
            Further = ["--ship-rows", "--tools", "none"],
        };
        string folder = job["large"];
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "noise.png"), Noise(500), stop);
        string manifest = Path.Combine(folder, "rows.jsonl");
        await File.WriteAllTextAsync(manifest, JsonSerializer.Serialize(new
        {
            image = "noise.png",
            question = "Where?",
            lat = 1.5,
            lon = 2.5,
        }) + "\n", stop);
        job.Dataset = manifest;
        System.Diagnostics.Process coordinator = job.Coordinator();
        await using NatsConnection nats = new(new NatsOpts { Url = job.Server.Address });
        NatsJSContext js = new(nats);
        await job.TasksAsync(js);
        INatsJSStream pieces = await js.GetStreamAsync($"OBJ_{job.Run}_pieces", cancellationToken: stop);
        StreamMsgGetResponse put = await pieces.GetAsync(
            new StreamMsgGetRequest { LastBySubj = $"$O.{job.Run}_pieces.M.>" }, stop);
        JsonNode about = JsonNode.Parse(put.Message.Data.ToArray())!;
        about["digest"] = $"SHA-256={new string('A', 43)}=";
        (await js.PublishAsync(put.Message.Subject, JsonSerializer.SerializeToUtf8Bytes(about),
            cancellationToken: stop)).EnsureSuccess();
        CommandLine.Outcome worked = await QueueJob.EndAsync(job.Worker()), led = await QueueJob.EndAsync(coordinator);
        Assert.True((worked.ExitCode, led.ExitCode) == (0, 0), worked.Messages + led.Messages);
        Assert.Equal(1, worked.Json.GetProperty("failed").GetInt32());
        job.DemandWhole();
    }

    // Colours of chance, which no compression makes smaller.
    private static byte[] Noise(int side)
    {
        byte[] rows = new byte[side * ((side * 3) + 1)];
        new Random(5).NextBytes(rows);
        for (int row = 0; row < side; row++) rows[row * ((side * 3) + 1)] = 0;
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.NoCompression, leaveOpen: true)) zlib.Write(rows);
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        using MemoryStream png = new();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(Stream png, ReadOnlySpan<byte> name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(name);
        png.Write(data);
        uint crc = Crc(Crc(uint.MaxValue, name), data) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte one in data)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return crc;
    }
}
