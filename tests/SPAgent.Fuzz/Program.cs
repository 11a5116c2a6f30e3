using System.Text;
using SharpFuzz;
using SPAgent;

// One target a run. Each reads bytes of anyone's and may only refuse them by its own exception: any other is a crash.
Dictionary<string, Action<ReadOnlySpan<byte>>> targets = new(StringComparer.Ordinal)
{
    ["png"] = bytes => Refusing<ImageException>(bytes, static input => RasterImage.Decode(input)),
    ["header"] = bytes => Refusing<ImageException>(bytes, static input => ImageHeader.Read(input)),
    ["arrow"] = bytes => Refusing<DatasetException>(bytes, ArrowFile),
    ["call"] = bytes => CallReader.Read(Encoding.UTF8.GetString(bytes),
        [new ToolSignature("image_zoom_in_tool", new ZoomInTool().Schema)]),
    ["trace"] = bytes => Refusing<TraceException>(bytes, static input => Trace.Parse(input.ToArray(), "trace")),
};
if (args is not [var name, ..] || !targets.TryGetValue(name, out Action<ReadOnlySpan<byte>>? target))
{
    Console.Error.WriteLine($"usage: SPAgent.Fuzz {string.Join('|', targets.Keys)} [FILE ...]");
    return 2;
}

// With files it runs each once: to look at what afl-fuzz found, and to hold the seeds in a test.
foreach (string file in args[1..]) target(File.ReadAllBytes(file));
if (args.Length > 1) return 0;
Fuzzer.OutOfProcess.Run(stream =>
{
    using MemoryStream copy = new();
    stream.CopyTo(copy);
    target(copy.ToArray());
});
return 0;

static void Refusing<T>(ReadOnlySpan<byte> bytes, Reader read) where T : Exception
{
    try
    {
        read(bytes);
    }
    catch (T)
    {
    }
}

// A dataset is a folder: the file that is damaged, and the two that say what it holds.
static void ArrowFile(ReadOnlySpan<byte> bytes)
{
    string folder = Directory.CreateTempSubdirectory("spagent-fuzz").FullName;
    try
    {
        File.WriteAllBytes(Path.Combine(folder, "data-00000-of-00001.arrow"), bytes.ToArray());
        File.WriteAllText(Path.Combine(folder, "state.json"),
            """{"_data_files": [{"filename": "data-00000-of-00001.arrow"}], "_split": null}""");
        File.WriteAllText(Path.Combine(folder, "dataset_info.json"), "{}");
        foreach (DatasetRow row in ImageDataset.Open(folder).Rows().Take(3)) row.ToJson();
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

internal delegate void Reader(ReadOnlySpan<byte> bytes);
