using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace SPAgent.Benchmarks;

/// <summary>
/// What one request with a picture of 100 KB costs the client, 512 at once, without latency: ours, the official package
/// as it is usually called, and a bare HttpClient that sends a finished body, which is the least that HTTP costs here.
/// </summary>
internal static class ChatClientBenchmark
{
    private const int Requests = 2048, AtOnce = 512, ImageBytes = 100_000;

    public static int Run(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        using Process server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["chat-server", "0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Uri address = new(server.StandardOutput.ReadLine()!);
        byte[] image = new byte[ImageBytes];
        new Random(1).NextBytes(image);
        (string Name, Func<Task> Ask)[] ways =
        [
            ("ours", Ours(address, image)),
            ("OpenAI package", Package(address, image)),
            ("bare HttpClient", Bare(address, image)),
        ];
        List<Sample>[] samples = [.. ways.Select(_ => new List<Sample>())];
        for (int round = -1; round < rounds; round++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                Sample sample = MeasureAsync(ways[way].Ask).GetAwaiter().GetResult();
                if (round >= 0) samples[way].Add(sample);
            }
        }

        server.StandardInput.Close();
        Console.WriteLine($"{Requests:N0} requests, {AtOnce} at once, image {ImageBytes:N0} bytes");
        Console.WriteLine($"{rounds} alternating rounds after one to warm up; median (min-max)");
        Console.WriteLine($"{"",-18}{"CPU ms/request",24}{"requests/s",28}{"KB allocated/request",24}");
        for (int way = 0; way < ways.Length; way++)
        {
            string cpu = Spread(samples[way], sample => sample.CpuMs, "0.000");
            string speed = Spread(samples[way], sample => sample.PerSecond, "N0");
            string memory = Spread(samples[way], sample => sample.AllocatedKb, "N0");
            Console.WriteLine($"{ways[way].Name,-18}{cpu,24}{speed,28}{memory,24}");
        }

        Console.WriteLine($"server: {server.StandardOutput.ReadToEnd().Trim()}");
        return 0;
    }

    private static Func<Task> Ours(Uri address, byte[] image)
    {
        IChatClient client = ChatModels.OpenAICompatible("m", address);
        ChatMessage[] messages =
            [new(ChatRole.User, [new TextContent("where?"), new DataContent(image, "image/jpeg")])];
        return () => client.GetResponseAsync(messages);
    }

    private static Func<Task> Package(Uri address, byte[] image)
    {
        OpenAIClientOptions options = new() { Endpoint = address, RetryPolicy = new ClientRetryPolicy(0) };
        ChatClient client = new("m", new ApiKeyCredential("none"), options);
        BinaryData data = BinaryData.FromBytes(image);
        return () => client.CompleteChatAsync(new UserChatMessage(
            ChatMessageContentPart.CreateTextPart("where?"),
            ChatMessageContentPart.CreateImagePart(data, "image/jpeg")));
    }

    private static Func<Task> Bare(Uri address, byte[] image)
    {
        HttpClient client = new();
        byte[] body = Encoding.UTF8.GetBytes(
            $$"""
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"where?"},
             {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,{{Convert.ToBase64String(image)}}"} }]}]}
            """);
        return async () =>
        {
            using ByteArrayContent content = new(body);
            using HttpResponseMessage response =
                await client.PostAsync(new Uri($"{address}/chat/completions"), content);
            await response.Content.ReadAsByteArrayAsync();
        };
    }

    private static async Task<Sample> MeasureAsync(Func<Task> ask)
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        TimeSpan cpu = self.TotalProcessorTime;
        long allocated = GC.GetTotalAllocatedBytes();
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, _) => await ask());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        return new Sample(
            CpuMs: (self.TotalProcessorTime - cpu).TotalMilliseconds / Requests,
            PerSecond: Requests / seconds,
            AllocatedKb: (GC.GetTotalAllocatedBytes() - allocated) / 1e3 / Requests);
    }

    private static string Spread(List<Sample> samples, Func<Sample, double> figure, string format)
    {
        double[] sorted = [.. samples.Select(figure).Order()];
        return $"{sorted[sorted.Length / 2].ToString(format)} "
            + $"({sorted[0].ToString(format)}-{sorted[^1].ToString(format)})";
    }

    private sealed record Sample(double CpuMs, double PerSecond, double AllocatedKb);
}
