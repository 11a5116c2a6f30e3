using System.Text;

namespace SPAgent.Benchmarks;

/// <summary>The work that is measured, and the pictures it needs.</summary>
internal sealed class CollectionWork : IDisposable
{
    private const int PictureBytes = 100_000;

    private readonly string _root;
    private readonly string[][] _pictures;
    private readonly string _prompt = Prose(4096, seed: 1);
    private readonly string _response = Prose(1024, seed: 2);
    private int _folders;

    public CollectionWork(string folder, int sessions)
    {
        Sessions = sessions;
        _root = Directory.CreateDirectory(Path.Combine(folder, $"spagent-bench-{Environment.ProcessId}")).FullName;
        _pictures = [.. Enumerable.Range(0, sessions).Select(MakePictures)];
    }

    public int Sessions { get; }

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, $"{name}{_folders++}")).FullName;

    /// <summary>Runs in a new folder, which is removed afterwards: for memory file systems, where used ground costs
    /// nothing.</summary>
    public Measure OnFreshGround(Action<string> work)
    {
        string folder = Folder("run");
        Measure measure = Measure.Of(() => work(folder));
        Directory.Delete(folder, recursive: true);
        return measure;
    }

    public void Collect(bool pictures, bool durable, int atOnce, string folder, int sessions)
    {
        var collector = new DataCollector(folder, durable: durable);
        int next = -1;
        Task[] workers = [.. Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < sessions; i = Interlocked.Increment(ref next))
                await CollectOneAsync(collector, pictures ? _pictures[i] : []);
        }))];
        Task.WaitAll(workers);
    }

    /// <summary>The same tree, from bytes made beforehand: folders, copies of the pictures, a link to each in the
    /// vault, samples, session.</summary>
    public void BareLoop(bool pictures, string folder, int sessions)
    {
        (byte[][] samples, byte[] session) = Rendered(pictures);
        string vault = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        for (int i = 0; i < sessions; i++)
        {
            string target = Path.Combine(folder, "sessions", $"session_20250124_143022_{i:x8}");
            Directory.CreateDirectory(Path.Combine(target, "samples"));
            if (pictures)
            {
                Directory.CreateDirectory(Path.Combine(target, "images"));
                foreach (string picture in _pictures[i])
                {
                    string copy = Path.Combine(target, "images", Path.GetFileName(picture));
                    File.Copy(picture, copy);
                    NativeFiles.TryLink(copy, Path.Combine(vault, Path.GetFileName(picture)));
                }
            }

            for (int sample = 0; sample < samples.Length; sample++)
                File.WriteAllBytes(Path.Combine(target, "samples", $"sample_{sample + 1}.json"), samples[sample]);
            File.WriteAllBytes(Path.Combine(target, "session_metadata.json"), session);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private async Task CollectOneAsync(DataCollector collector, string[] pictures)
    {
        CollectionSession session =
            collector.StartSession("What objects are in this image?", pictures.Length > 0 ? [pictures[0]] : []);
        for (int iteration = 1; iteration <= 3; iteration++)
        {
            string[] shown = pictures.Length > 0 ? [pictures[0], pictures[iteration - 1]] : [];
            session.RecordInference(iteration, iteration == 1 && shown.Length > 0 ? shown[..1] : shown, _prompt,
                _response, new { tool_calls_history = Array.Empty<object>() });
        }

        await session.CompleteAsync("A red bus.", new { iterations = 3 });
    }

    private (byte[][] Samples, byte[] Session) Rendered(bool pictures)
    {
        string folder = Folder("rendered");
        Collect(pictures, durable: false, atOnce: 1, folder, sessions: 1);
        string session = Directory.GetDirectories(Path.Combine(folder, "sessions")).Single();
        return ([.. Directory.GetFiles(Path.Combine(session, "samples")).Order().Select(File.ReadAllBytes)],
            File.ReadAllBytes(Path.Combine(session, "session_metadata.json")));
    }

    private string[] MakePictures(int session)
    {
        var random = new Random(session);
        byte[] bytes = new byte[PictureBytes];
        return [.. Enumerable.Range(0, 3).Select(picture =>
        {
            random.NextBytes(bytes);
            ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 0xE0]).CopyTo(bytes);
            string path =
                Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "pictures", $"{session / 500}")).FullName,
                    $"view_{session}_{picture}.jpg");
            File.WriteAllBytes(path, bytes);
            return path;
        })];
    }

    private static string Prose(int length, int seed)
    {
        string[] sentences =
        [
            "The red bus stands to the left of a tree, in front of two shops.\n",
            "Look at the image and describe where each object is. ",
            "A zoom into the upper part shows the sign of a \"Café\" and a clock. ",
            "Three people wait at the crossing; one of them carries a box.\n",
            "Decide which tool helps, call it once, and explain what its result tells you. ",
        ];
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.Length < length) text.Append(sentences[random.Next(sentences.Length)]);
        return text.ToString(0, length);
    }
}
