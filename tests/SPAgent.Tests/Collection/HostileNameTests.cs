using System.Text;
using System.Text.Json;

namespace SPAgent.Tests.Collection;

/// <summary>Names from outside stay inside the collection, or are refused; nothing is ever written elsewhere.</summary>
public sealed class HostileNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataCollector _collector;

    public HostileNameTests() => _collector = new DataCollector(_folder["outer", "collection"]);

    public static TheoryData<string> Refused =>
    [
        "", ".", "..", "../x", "../../x", "a/../../x", "/tmp/x", "a/b", @"a\b", @"..\x", @"C:\x", "a\0b", "\0", "a\nb",
        "a\u007fb", "a\u0085b", "a:b", "a*", "a?", "\"a\"", "<a>", "a|b",
        ".hidden", "...", " ", "a ", "a.", "\ud83d", "a\udc00b", "CON", "con", "nul", "NUL.txt", "aux", "PRN", "com1",
        "LPT9.json", "COM¹", "conin$",
        new string('a', 201), new string('a', 300), string.Concat(Enumerable.Repeat("🚌", 51)),
    ];

    public static TheoryData<string> Taken =>
        ["a", "A b", "🚌 東京", "a..b", "x.json", "console", "com", "com10", "-rf", "~", "$HOME", "a'b", "%2e%2e",
            new string('a', 200), string.Concat(Enumerable.Repeat("🚌", 50))];

    /// <summary>No names for new sessions, but folders of foreign ones may have them.</summary>
    public static TheoryData<string> Foreign => ["exp 10:30", "a.", "CON", new string('東', 70)];

    public void Dispose() => _folder.Dispose();

    /// <summary>Defect of the original (order): the id <c>../../x</c> wrote outside the output folder.</summary>
    [Theory]
    [MemberData(nameof(Refused))]
    public void Order_An_id_that_is_no_name_everywhere_is_refused(string id)
    {
        ArgumentException refusal =
            Assert.Throws<ArgumentException>(() => _collector.StartSession("?", [_folder.Picture("in/1.jpg", 1)], id));
        Assert.Contains("is refused", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 1, 700);
        Assert.Throws<ArgumentException>(() => _collector.Sessions.Load(id));
        AssertNothingElsewhere();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_collector.Sessions.SessionsPath));
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task An_unusual_id_is_a_folder_in_the_collection(string id)
    {
        CollectionSession session = await _collector.CollectAsync("x", id: id, images: _folder.Picture("in/1.jpg", 1));
        Assert.Equal(_collector.Sessions.SessionsPath, Path.GetDirectoryName(session.Folder));
        Assert.Equal([id], _collector.Sessions.ListSessionIds());
        Assert.Equal("answer of x", _collector.Sessions.Load(id).FinalAnswer);
        Assert.Equal((1, 1),
            (_collector.GetStatistics().SuccessfulSessions,
                new DataCollector(_collector.Path).GetStatistics().SuccessfulSessions));
        AssertNothingElsewhere();
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_foreign_session_is_read_and_labelled_whatever_the_name_of_its_folder(string id)
    {
        SessionStore sessions = _collector.Sessions;
        string folder = Directory.CreateDirectory(Path.Combine(sessions.SessionsPath, id)).FullName;
        File.WriteAllText(Path.Combine(folder, "session_metadata.json"),
            """{"question": "?", "success": true, "samples": []}""");

        Assert.Equal((id, "?"), (sessions.Load(id).SessionId, sessions.Load(id).Question));
        Assert.Equal(folder, Assert.Single(sessions.Read()).Folder);
        Assert.Equal(LabelVerdict.Keep, sessions.Label(id, LabelVerdict.Keep).Verdict);
        Assert.Throws<ArgumentException>(() => _collector.StartSession("?", [], id));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    [MemberData(nameof(Taken))]
    public async Task The_name_of_a_picture_is_cleaned_and_stays_inside(string name)
    {
        CollectionSession session = _collector.StartSession("?", [], "session");
        string[] paths = [session.AddImage(name, Collecting.Bytes(1)), session.AddImage(name, Collecting.Bytes(2)),
            session.AddImage($"{name}.png", Collecting.Bytes(3))];
        session.RecordInference(1, paths, "p", "r");
        await session.EndAsync();

        CollectedSession saved = CollectedSession.Load(session.Folder);
        for (int i = 0; i < paths.Length; i++)
        {
            string copy = saved.SavedImagePath(saved.Samples[0], i)!;
            Assert.Equal(Path.Combine(session.Folder, "images"), Path.GetDirectoryName(copy));
            Assert.Equal(Collecting.Bytes(i + 1), File.ReadAllBytes(copy));
            AssertPortable(Path.GetFileName(copy));
        }

        Assert.Equal(3, Directory.GetFiles(Path.Combine(session.Folder, "images")).Length);
        AssertNothingElsewhere();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_path_that_leads_nowhere_is_kept_by_name_alone(string path)
    {
        Assert.SkipWhen(Directory.Exists(path), "this path is a folder");
        CollectionSession session = _collector.StartSession(path, [path], "session");
        session.RecordInference(1, [path], path, path, new { path });
        await session.EndAsync(path);
        CollectedSession saved = CollectedSession.Load(session.Folder);
        Assert.Null(saved.SavedImagePath(saved.Samples[0], 0));
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "images")));
        AssertNothingElsewhere();
    }

    [Theory]
    [InlineData("../../../../secret.jpg")]
    [InlineData("/etc/hostname")]
    [InlineData("sessions/x/images/..")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(@"..\..\secret.jpg")]
    public void A_saved_image_that_a_foreign_session_names_is_looked_for_in_its_own_folder_only(string name)
    {
        _folder.Picture("outer/collection/secret.jpg", 1);
        string session =
            Directory.CreateDirectory(_folder["outer", "collection", "sessions", "x", "images"]).Parent!.FullName;
        string json =
            JsonSerializer.Serialize(
                new
                {
                    question = "?",
                    success = true,
                    samples = new[]
                        { new { iteration = 1, images = new[] { "a" }, prompt = "p", response = "r",
                            saved_images = new[] { name } } }
                });
        File.WriteAllText(Path.Combine(session, "session_metadata.json"), json);
        CollectedSession foreign = CollectedSession.Load(session);
        Assert.Null(foreign.SavedImagePath(foreign.Samples[0], 0));
    }

    private static void AssertPortable(string name)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 255);
        Assert.DoesNotContain(name,
            letter => char.IsControl(letter) || letter is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
        Assert.False(name[^1] is '.' or ' ', name);
        Assert.False(PortableName.IsDevice(name), name);
    }

    // In and outer/collection are all there is.
    private void AssertNothingElsewhere()
    {
        string[] all = ["collection"];
        Assert.Equal(all, Directory.EnumerateFileSystemEntries(_folder["outer"])
            .Select(path => Path.GetFileName(path)));
        Assert.All(Directory.EnumerateFileSystemEntries(_folder["outer", "collection"]),
            path => Assert.Contains(Path.GetFileName(path),
                (string[])["sessions", "images", "statistics.json", "failures.jsonl", ".session-index", "secret.jpg"]));
        Assert.All(Directory.EnumerateFileSystemEntries(_folder.Path),
            path => Assert.Contains(Path.GetFileName(path), (string[])["in", "outer"]));
    }
}
