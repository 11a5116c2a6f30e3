using System.Text;
using System.Text.Json;
using ZstdSharp;

namespace SPAgent.Tests.Traces;

/// <summary>Traces in few files.</summary>
public sealed class PackTests : IDisposable
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_packed_comes_back_byte_for_byte_with_all_that_lay_beside_it()
    {
        Make("traces", rows: 30);
        string[] odd = ["trace_00100.json", "trace_00101.json", "trace_00102.json", "trace_00103.json"];
        string[] texts =
        [
            "{\"torn\": ", "\uFEFF{\"sample_index\": 101}", "",
            "{\"sample_index\":102 ,\r\n\"conversation_log\":[]}\r\n",
        ];
        foreach ((string name, string text) in odd.Zip(texts)) File.WriteAllText(_folder["traces", name], text);
        File.WriteAllBytes(_folder["traces", "trace_00104.json"], [0xff, 0xfe, 0x00, 0x0a]);
        File.WriteAllText(_folder["traces", "trace_00105.json"],
            JsonSerializer.Serialize(new { sample_index = 105, a = (int[])[], b = new { }, c = "\\\"{[,:" },
                s_indented));
        File.WriteAllText(_folder["traces", "run.json"], "{\"seed\": 1}");
        File.WriteAllText(_folder["traces", "failures.jsonl"], "{\"sample_index\":7}\n{torn");
        File.WriteAllText(_folder["traces", "labels.jsonl"], "{\"id\":\"1\"}\n");
        File.WriteAllBytes(_folder["traces", "ünd so.bin"], [0, 255, 10]);
        File.WriteAllText(_folder["traces", ".hidden"], "x");
        Directory.CreateDirectory(_folder["traces", "pictures"]);

        PackReport packed = Pack("traces", "pack");
        Assert.Equal((36, 3), (packed.Traces, packed.Files));
        Assert.Equal(["pictures"], packed.LeftOut);
        Assert.Equal(Bytes("traces", "labels.jsonl"), Bytes("pack", "labels.jsonl"));
        // Labels may grow beside a pack as they do beside traces.
        File.AppendAllText(_folder["pack", "labels.jsonl"], "{\"id\":\"2\"}\n");
        Unpack("pack", "back");
        Assert.Equal(Names("traces"), Names("back"));
        Assert.All(Names("traces").Where(name => name != "labels.jsonl"),
            name => Assert.Equal(Bytes("traces", name), Bytes("back", name)));
        Assert.Equal(2, File.ReadAllLines(_folder["back", "labels.jsonl"]).Length);
    }

    [Fact]
    public void A_pack_is_read_as_the_folder_is()
    {
        Make("traces", rows: 40);
        Pack("traces", "pack");
        TraceStore folder = TraceStore.Open(_folder["traces"]), pack = TraceStore.Open(_folder["pack"]);
        Assert.Equal(folder.Statistics(Stop).ToJson(), pack.Statistics(Stop).ToJson());
        Assert.Equal(folder.Read().Select(Text), pack.Read().Select(Text));
        Assert.Equal(folder.Indices(), pack.Indices());
        Assert.Equal(Text(folder.Load(17)), Text(pack.Load(17)));
        Assert.True(pack.Contains(17));
        Assert.False(pack.Contains(17, rollout: 2));
        TraceException absent = Assert.Throws<TraceException>(() => pack.Load(99));
        Assert.Contains("trace_00099.json", absent.Message, StringComparison.Ordinal);
        QualityReport a = QualityReport.Check(_folder["traces"], cancellationToken: Stop),
            b = QualityReport.Check(_folder["pack"], cancellationToken: Stop);
        Assert.Equal(a.Traces, b.Traces);
        Assert.Equal(a.Findings.Select(one => one.ToString()), b.Findings.Select(one => one.ToString()));

        static string Text(Trace trace) => Encoding.UTF8.GetString(trace.ToUtf8());
    }

    [Fact]
    public void Other_tools_read_a_trace_a_line()
    {
        Make("traces", rows: 20);
        Pack("traces", "pack");
        using StreamReader lines =
            new(new DecompressionStream(File.OpenRead(_folder["pack", "traces-00000.jsonl.zst"])));
        int[] rows = [.. lines.ReadToEnd().TrimEnd('\n').Split('\n')
            .Select(line => JsonElement.Parse(line).GetProperty("sample_index").GetInt32())];
        Assert.Equal(Enumerable.Range(0, 20), rows);
    }

    [Fact]
    public async Task A_pack_is_only_read()
    {
        Make("traces", rows: 3);
        Pack("traces", "pack");
        TraceStore pack = TraceStore.Open(_folder["pack"]);
        await Assert.ThrowsAsync<IOException>(
            () => pack.SaveAsync(pack.Load(1), TestContext.Current.CancellationToken));
        ImageDataset streets = StreetFolder.Make(_folder["streets"], rows: 3);
        DistillationException run = await Assert.ThrowsAsync<DistillationException>(() => new DistillationRun(
            ScriptedModel.Saying("x"), streets, _folder["pack"]).ExecuteAsync(
                cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("pack", run.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Pack("pack", "again"));
        Assert.Equal(3, pack.Read().Count());
    }

    [Fact]
    public void A_damaged_frame_costs_its_own_traces_and_names_each()
    {
        Make("traces", rows: 200);
        Pack("traces", "pack");
        string part = _folder["pack", "traces-00000.jsonl.zst"];
        byte[] bytes = File.ReadAllBytes(part);
        bytes[bytes.Length / 2] ^= 0x55;
        File.WriteAllBytes(part, bytes);

        TraceReadResult[] read = [.. TraceStore.Open(_folder["pack"]).TryRead()];
        TraceReadResult[] lost = [.. read.Where(one => !one.Success)];
        Assert.InRange(lost.Length, 1, 20);
        Assert.All(lost, one => Assert.Contains("frame", one.Problem!.Message, StringComparison.Ordinal));
        PackReport report = Unpack("pack", "back");
        Assert.Equal((200 - lost.Length, lost.Length), (report.Traces, report.Lost.Count));
        Assert.All(lost.Zip(report.Lost),
            pair => Assert.Contains(Path.GetFileName(pair.First.Path), pair.Second, StringComparison.Ordinal));
        Assert.All(Names("back"), name => Assert.Equal(Bytes("traces", name), Bytes("back", name)));
        Assert.Equal(lost.Length, TraceStore.Open(_folder["pack"]).Statistics(cancellationToken: Stop).Unreadable);

        File.WriteAllBytes(part, bytes[..(bytes.Length / 3)]);
        Assert.InRange(TraceStore.Open(_folder["pack"]).Statistics(cancellationToken: Stop).Unreadable, 100, 199);
        File.Delete(part);
        Assert.Equal(200, TraceStore.Open(_folder["pack"]).Statistics(cancellationToken: Stop).Unreadable);
    }

    [Theory]
    [InlineData("pack.json")]
    [InlineData("traces-00000.index.jsonl.zst")]
    public void A_damaged_index_or_manifest_is_named(string file)
    {
        Make("traces", rows: 3);
        Pack("traces", "pack");
        byte[] bytes = Bytes("pack", file);
        File.WriteAllBytes(_folder["pack", file], bytes[..(bytes.Length / 2)]);
        InvalidDataException damaged =
            Assert.Throws<InvalidDataException>(() => TraceStore.Open(_folder["pack"]));
        Assert.Contains(file, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pack_without_its_other_files_is_not_read_as_if_nothing_had_failed()
    {
        Make("traces", rows: 3);
        Pack("traces", "pack");
        File.Delete(_folder["pack", "files.jsonl.zst"]);
        InvalidDataException absent = Assert.Throws<InvalidDataException>(() => TraceStore.Open(_folder["pack"]));
        Assert.Contains("files.jsonl.zst", absent.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData(".")]
    public void A_manifest_that_leads_out_of_the_pack_is_refused(string file)
    {
        Make("traces", rows: 3);
        Pack("traces", "pack");
        string manifest = _folder["pack", "pack.json"];
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("traces-00000.jsonl.zst", file,
            StringComparison.Ordinal));
        Assert.Throws<InvalidDataException>(() => TraceStore.Open(_folder["pack"]));
    }

    [Fact]
    public void A_folder_that_a_run_writes_is_refused_and_nothing_is_left()
    {
        Make("traces", rows: 3);
        using (FolderLock.TryTake(_folder["traces", ".lock"]))
        {
            IOException refused = Assert.Throws<IOException>(() => Pack("traces", "pack"));
            Assert.Contains("a run is writing", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["traces"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Pack("traces", "pack");
        Assert.False(File.Exists(_folder["traces", ".lock"]));
        Assert.Throws<IOException>(() => Pack("traces", "pack"));
    }

    [Fact]
    public void What_was_packed_is_removed_on_demand_and_nothing_else()
    {
        Make("traces", rows: 5);
        File.WriteAllText(_folder["traces", "labels.jsonl"], "{}\n");
        Directory.CreateDirectory(_folder["traces", "pictures"]);
        PackReport report = TracePack.Write(_folder["traces"], _folder["pack"], partial: false, removePacked: true,
            TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(6, report.Removed);
        Assert.Equal(["pictures"], Directory.GetFileSystemEntries(_folder["traces"]).Select(Path.GetFileName));
        Assert.Equal(5, TraceStore.Open(_folder["pack"]).Read().Count());
    }

    [Fact]
    public void What_changes_while_it_is_packed_stays_and_labels_go_along_as_they_are_by_then()
    {
        Make("traces", rows: 2);
        File.WriteAllText(_folder["traces", "run.json"], "{}");
        File.WriteAllText(_folder["traces", "failures.jsonl"], "{\"sample_index\":7}\n");
        Directory.CreateDirectory(_folder["pack"]);
        using PackSource source = PackSource.Open(_folder["traces"], partial: false, remembers: true);
        foreach (TraceName name in source.Names) source.Read(name, out _).Dispose();
        File.AppendAllText(_folder["traces", "failures.jsonl"], "{\"sample_index\":8}\n");
        File.WriteAllText(_folder["traces", "labels.jsonl"], "{\"id\":\"1\"}\n");
        Assert.Equal(4, source.Remove(_folder["pack"]));
        Assert.Equal(["failures.jsonl"], Names("traces"));
        Assert.Equal("{\"id\":\"1\"}\n", File.ReadAllText(_folder["pack", "labels.jsonl"]));
    }

    [Fact]
    public void A_pack_that_is_written_anew_has_the_labels_that_were_made_meanwhile()
    {
        Make("traces", rows: 2);
        Pack("traces", "pack");
        using PackWorkspace files = PackWorkspace.Open(_folder["pack"], _folder["new"], TimeProvider.System, Stop);
        File.WriteAllText(_folder["pack", "labels.jsonl"], "{\"id\":\"1\"}\n");
        files.Finish(Stop);
        Assert.Equal(Bytes("pack", "labels.jsonl"), Bytes("new", "labels.jsonl"));
    }

    [Fact]
    public void A_file_that_is_too_large_is_left_out_and_named()
    {
        Make("traces", rows: 2);
        using (FileStream large = File.Create(_folder["traces", "rows.jsonl"]))
            large.SetLength(PackedFiles.Largest + 1L);
        PackReport report = Pack("traces", "pack");
        Assert.Equal(["rows.jsonl"], report.LeftOut);
        Assert.Equal((2, 0), (report.Traces, report.Files));
    }

    [Fact]
    public void A_pack_that_was_read_is_not_held_open()
    {
        Assert.SkipUnless(NativeFiles.Available, "Linux only");
        Make("traces", rows: 1);
        Pack("traces", "pack");
        string here = Path.GetFileName(_folder.Path);
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd"),
            open => new FileInfo(open).LinkTarget?.Contains(here, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n", 1)]
    [InlineData("{\n  \"a\": 1.50e+3\n}", 2)]
    [InlineData("{\n  \"a\": \"\\u00e9\\\" }{ ä 😀\"\n}\n", 1)]
    [InlineData("{\"a\":1}\n", 0)]
    [InlineData("{\n  \"a\": [\n  ]\n}\n", 0)]
    [InlineData("{\n    \"a\": 1\n}\n", 0)]
    [InlineData("{\n  \"a\": NaN\n}\n", 0)]
    [InlineData("[\n  1\n]\n", 0)]
    public void A_layout_is_known_or_the_file_is_kept_as_it_is(string text, int layout)
    {
        byte[] file = Encoding.UTF8.GetBytes(text);
        System.Buffers.ArrayBufferWriter<byte> line = new();
        Assert.Equal((PackedLayout)layout, JsonLayout.Shorten(file, line));
        if (layout > 0) Assert.Equal(file, JsonLayout.Restore(line.WrittenSpan, (PackedLayout)layout));
    }

    private void Make(string folder, int rows)
    {
        Directory.CreateDirectory(_folder[folder]);
        Trace like = TraceStore.Open(Path.Combine(Fixtures.Root, "data-samples", "traces", "written")).Read().First();
        for (int row = 0; row < rows; row++)
        {
            File.WriteAllBytes(_folder[folder, TraceStore.FileName(row)],
                (like with { SampleIndex = row, FinalResponse = $"{row} \\boxed{{1, 2}}" }).ToUtf8());
        }
    }

    private PackReport Pack(string folder, string pack) => TracePack.Write(_folder[folder], _folder[pack],
        partial: false, removePacked: false, TimeProvider.System, TestContext.Current.CancellationToken);

    private PackReport Unpack(string pack, string folder) => TracePack.Unpack(
        _folder[pack], _folder[folder], TimeProvider.System, TestContext.Current.CancellationToken);

    private string[] Names(string folder) => [.. Directory.GetFiles(_folder[folder])
        .Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];

    private byte[] Bytes(string folder, string name) => File.ReadAllBytes(_folder[folder, name]);
}
