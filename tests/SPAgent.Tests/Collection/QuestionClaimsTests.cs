namespace SPAgent.Tests.Collection;

/// <summary>Two collectors stand for two processes here: a claim belongs to the opening of the file, not to the
/// process.</summary>
public sealed class QuestionClaimsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _key = DataCollector.SourceKey("?", []);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_question_is_asked_by_one_at_a_time()
    {
        using QuestionClaims one = Claims(out _), other = Claims(out _);
        QuestionClaim first = one.TryTake(_key)!;
        Assert.Null(other.TryTake(_key));
        Assert.NotNull(other.TryTake(DataCollector.SourceKey("another?", [])));
        first.Dispose();
        Assert.NotNull(other.TryTake(_key));
    }

    [Fact]
    public async Task What_another_answered_or_failed_at_meanwhile_is_known()
    {
        using QuestionClaims one = Claims(out DataCollector mine), other = Claims(out DataCollector his);
        Assert.False(mine.IsKnown(_key));
        using (QuestionClaim claim = other.TryTake(_key)!)
        {
            claim.Begin();
            await his.StartSession("?", []).EndAsync();
            claim.End(answered: true);
        }

        string failed = DataCollector.SourceKey("in vain?", []);
        using (QuestionClaim claim = other.TryTake(failed)!)
        {
            claim.Begin();
            claim.End(answered: false);
        }

        using QuestionClaim? taken = one.TryTake(_key);
        Assert.True(mine.IsKnown(_key, countFailed: false));
        Assert.Equal((true, false), (mine.IsKnown(failed), mine.IsKnown(failed, countFailed: false)));
        Assert.Equal((true, false), (one.HasFailedElsewhere(failed), one.HasFailedElsewhere(_key)));
    }

    [Fact]
    public async Task A_session_whose_process_died_before_it_said_so_is_found_on_disk()
    {
        using QuestionClaims one = Claims(out DataCollector mine);
        Assert.False(mine.IsKnown(_key));
        using (QuestionClaims dying = Claims(out DataCollector his))
        {
            dying.TryTake(_key)!.Begin();
            await his.StartSession("?", []).EndAsync();
        }

        using QuestionClaim? taken = one.TryTake(_key);
        Assert.NotNull(taken);
        Assert.True(mine.IsKnown(_key, countFailed: false));
    }

    [Fact]
    public void A_question_that_was_begun_and_given_up_is_asked_again()
    {
        using QuestionClaims one = Claims(out DataCollector mine), other = Claims(out _);
        using (QuestionClaim claim = other.TryTake(_key)!) claim.Begin();
        using QuestionClaim? taken = one.TryTake(_key);
        Assert.Equal((true, false), (taken is not null, mine.IsKnown(_key)));
    }

    [Fact]
    public void A_folder_that_was_replaced_is_an_error()
    {
        using QuestionClaims claims = Claims(out _);
        Directory.Delete(_folder["data"], recursive: true);
        Assert.Contains("removed or replaced", Assert.Throws<IOException>(() => claims.TryTake(_key)).Message,
            StringComparison.Ordinal);
        _ = new DataCollector(_folder["data"]);
        Assert.Throws<IOException>(claims.DemandInPlace);
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using (QuestionClaims claims = Claims(out _)) claims.TryTake(_key)!.Dispose();
        Assert.Empty(Directory.EnumerateFiles(_folder["data"], ".*"));
    }

    private QuestionClaims Claims(out DataCollector collector) =>
        QuestionClaims.Open(collector = new DataCollector(_folder["data"]));
}
