namespace SPAgent.TestHost;

/// <summary>Collects sessions with two samples and a picture of its own, and one that all sessions share.</summary>
internal static class CollectingProcess
{
    public static async Task RunAsync(string folder, string prefix, int count, int atOnce)
    {
        string pictures = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), $"spagent-host-{Environment.ProcessId}")).FullName;
        try
        {
            var collector = new DataCollector(folder);
            string shared = Path.Combine(pictures, "shared.jpg");
            await File.WriteAllBytesAsync(shared, Picture(seed: 0));
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                async (i, stop) =>
            {
                string question = $"{prefix} {i}";
                if (collector.IsKnown(DataCollector.SourceKey(question, [shared]))) return;
                CollectionSession session = collector.StartSession(question, [shared]);
                string own = session.AddImage("view.jpg", Picture(seed: i + 1));
                session.RecordInference(1, [shared], $"{question}\n{new string('x', 4000)}", "<tool_call>…</tool_call>",
                    new { tool_calls_history = Array.Empty<object>() });
                session.RecordInference(2, [shared, own], question, $"<answer>{i}</answer>",
                    new { tool_calls_history = new[] { "zoom" } });
                if (i % 10 == 9) await session.FailAsync($"{question} has no answer", stop);
                else await session.CompleteAsync($"{i}", new { number = i }, stop);
                Console.WriteLine($"{(i % 10 == 9 ? "failed" : "done")} {session.SessionId} {question}");
            });
            await collector.SaveStatisticsAsync();
            Console.WriteLine("end");
        }
        finally
        {
            Directory.Delete(pictures, recursive: true);
        }
    }

    // No picture that opens, but bytes that differ; the collector does not look inside.
    private static byte[] Picture(int seed)
    {
        byte[] bytes = new byte[8_000];
        new Random(seed).NextBytes(bytes);
        ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 0xE0]).CopyTo(bytes);
        return bytes;
    }
}
