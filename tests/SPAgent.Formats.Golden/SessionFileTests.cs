using System.Text;

namespace SPAgent.Formats.Golden;

/// <summary>
/// Collections: session folders, names of pictures, failures.jsonl and statistics.json; and stored ones, read.
/// </summary>
public sealed class SessionFileTests(Disk disk)
{
    [Fact]
    public void A_collection_is_what_it_was_before() =>
        GoldenFile.Hold("sessions/collection.txt", Folder.Describe("collection", disk.Work));

    [Fact]
    public void Stored_sessions_are_given_out_as_before()
    {
        StringBuilder text = new();
        SessionStore store = SessionStore.Open("data-samples/sessions");
        foreach (string id in store.ListSessionIds())
        {
            text.Append(Folder.Entry(id, store.Load(id).ToUtf8(), disk.Work));
        }

        GoldenFile.Hold("sessions/stored.txt", text.ToString());
    }
}
