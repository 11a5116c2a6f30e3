using System.Globalization;

namespace SPAgent.Tests.Filters;

/// <summary>Conditions over a table: their grammar, three-valued logic, and what is refused where.</summary>
public sealed class WhereTests
{
    // name, score, distance@km, ok, town, my column, time
    private static readonly Table s_table = new(
        [
            new("n", typeof(long)), new("score", typeof(double)), new("distance@km", typeof(double)),
            new("ok", typeof(bool)), new("town", typeof(string)), new("my column", typeof(string)),
            new("start", typeof(DateTime)), new("empty", typeof(string)), new("größe", typeof(long)),
            new("3d", typeof(long)), new("and", typeof(long)),
        ],
        [
            [0L, 0.5, 12.0, true, "Kyoto", "a'b", new DateTime(2026, 1, 1), null, 1L, 7L, 1L],
            [1L, 1.0, null, false, "Île", "a`b", new DateTime(2026, 1, 2, 12, 0, 0), null, 2L, 8L, 2L],
            [2L, double.NaN, 1e300, null, null, "x%_y", null, null, 3L, null, 3L],
            [3L, -1.0, 49.999, true, "", "東京", new DateTime(2027, 1, 1), null, null, 9L, 4L],
        ]);

    [Theory]
    [InlineData("score = 0.5", "0")]
    [InlineData("score=.5", "0")]
    [InlineData("score != 0.5", "1 3")]
    [InlineData("score < 1", "0 3")]
    [InlineData("score <= 1.0", "0 1 3")]
    [InlineData("score > -1e0", "0 1")]
    [InlineData("score >= -1", "0 1 3")]
    [InlineData("5e-1 = score", "0")]
    [InlineData("n > score", "3")]
    [InlineData("distance@km < 50 and town = 'Kyoto'", "0")]
    [InlineData("distance_km < 50", "0 3")]
    [InlineData("DISTANCE@KM < 50", "0 3")]
    [InlineData("`distance@km` < 50", "0 3")]
    [InlineData("`my column` = 'a''b'", "0")]
    [InlineData("`my column` contains '`'", "1")]
    [InlineData("`my column` contains '%_'", "2")]
    [InlineData("`my column` starts with '東'", "3")]
    [InlineData("town starts with 'K'", "0")]
    [InlineData("town not starts with 'K'", "1 3")]
    [InlineData("town contains ''", "0 1 3")]
    [InlineData("town = 'kyoto'", "")]
    [InlineData("town = ''", "3")]
    [InlineData("town < 'Z'", "0 3")]
    [InlineData("town in ('Kyoto', 'Île')", "0 1")]
    [InlineData("n in (1, 2.0, 99)", "1 2")]
    [InlineData("n not in (1)", "0 2 3")]
    [InlineData("ok in (true)", "0 3")]
    [InlineData("ok = TRUE", "0 3")]
    [InlineData("ok != true", "1")]
    [InlineData("town is null", "2")]
    [InlineData("town IS NOT NULL", "0 1 3")]
    [InlineData("score is null", "2")]
    [InlineData("empty is null and n < 2", "0 1")]
    [InlineData("empty > 5", "")]
    [InlineData("not empty > 5", "")]
    [InlineData("start < '2026-01-02'", "0")]
    [InlineData("start >= '2026-01-02T12:00:00'", "1 3")]
    [InlineData("größe = 2", "1")]
    [InlineData("3d > 7", "1 3")]
    [InlineData("`and` = 4", "3")]
    [InlineData("n=0 or(n=1) AND ok=false", "0 1")]
    [InlineData("(n = 0 or n = 1) and ok = false", "1")]
    [InlineData("not n = 0 and n < 2", "1")]
    [InlineData("not (n = 0 or n = 3)", "1 2")]
    [InlineData("  n   =   0  ", "0")]
    // What is not known is not true, nor is its not; what decides without it does.
    [InlineData("score > 0", "0 1")]
    [InlineData("not score > 0", "3")]
    [InlineData("not town in ('Kyoto')", "1 3")]
    [InlineData("not town contains 'o'", "1 3")]
    [InlineData("score > 0 or n = 2", "0 1 2")]
    [InlineData("not (score > 0 and n = 2)", "0 1 3")]
    [InlineData("not (score > 0 and n = 9)", "0 1 2 3")]
    [InlineData("score = score", "0 1 3")]
    public void A_condition_takes_the_rows_that_it_holds_for(string condition, string rows) =>
        Assert.Equal(rows, string.Join(' ', s_table.Where(condition).Numbers("n")
            .Select(row => row.ToString(CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("", 1, "says nothing")]
    [InlineData("  ", 3, "says nothing")]
    [InlineData("score", 6, "is expected")]
    [InlineData("score <", 8, "a column, a number")]
    [InlineData("score < and n = 1", 9, "a column, a number")]
    [InlineData("score << 1", 8, "a column, a number")]
    [InlineData("score == 1", 8, "a column, a number")]
    [InlineData("score <> 1", 8, "a column, a number")]
    [InlineData("score < 1 n = 1", 11, "\"and\", \"or\" or the end")]
    [InlineData("score < 1)", 10, "\"and\", \"or\" or the end")]
    [InlineData("(score < 1", 1, "never closed")]
    [InlineData("town = 'Kyoto", 8, "never closed")]
    [InlineData("town = \"Kyoto\"", 8, "single quotes")]
    [InlineData("`town = 1", 1, "never closed")]
    [InlineData("`` = 1", 1, "has a name")]
    [InlineData("town in 'Kyoto'", 9, "bracket")]
    [InlineData("town in ()", 10, "a column, a number")]
    [InlineData("town in ('a' 'b')", 14, "\")\" is expected")]
    [InlineData("town in (n)", 10, "a number, a text")]
    [InlineData("town contains 5", 15, "a text in single quotes")]
    [InlineData("town starts 'K'", 13, "\"with\"")]
    [InlineData("town is 'x'", 9, "\"null\"")]
    [InlineData("town = null", 8, "is null")]
    [InlineData("n = 1; n = 2", 6, "no part of a condition")]
    [InlineData("n = $(id)", 5, "no part of a condition")]
    [InlineData("n = 1 && n = 2", 7, "no part of a condition")]
    // Different kinds of values, and columns that are not there.
    [InlineData("town = 5", 8, "town holds text, and 5 is a number; text is written '5'")]
    [InlineData("score = 'high'", 9, "score holds numbers, and 'high' is text")]
    [InlineData("score in (1, 'b')", 14, "'b' is text")]
    [InlineData("n = 1 or ok = 1", 15, "ok holds true or false, and 1 is a number")]
    [InlineData("ok < true", 1, "= and !=")]
    [InlineData("score contains 'x'", 1, "only text contains text")]
    [InlineData("town = score", 8, "score holds numbers")]
    [InlineData("start > 'soon'", 9, "a time is written")]
    [InlineData("scoer < 1", 1, "there is no column scoer; the nearest are score")]
    [InlineData("n = 1 and `My  Colum` = 'x'", 11, "the nearest are my column")]
    public void What_is_no_condition_is_refused_and_its_place_is_marked(string condition, int character, string said)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => s_table.Where(condition));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"character {character}:", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"{condition[..(character - 1)]}►{condition[(character - 1)..]}", refused.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void A_hundred_brackets_are_read_and_one_more_is_refused()
    {
        static string Deep(int depth) => $"{new string('(', depth)}n = 1{new string(')', depth)}";
        Assert.Single(s_table.Where(Deep(100)));
        Assert.Contains("100 deep", Assert.Throws<ArgumentException>(() => s_table.Where(Deep(101))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => s_table.Where(Deep(1_000_000)));
        Assert.Throws<ArgumentException>(
            () => s_table.Where(string.Concat(Enumerable.Repeat("not ", 100_000)) + "n = 1"));
        // Side by side they may be any number.
        Assert.Equal(4, s_table.Where(string.Join(" or ", Enumerable.Repeat("(not n = 7)", 50_000))).Count);
    }

    [Fact]
    public void Numbers_of_any_size_are_compared_exactly_where_both_are_whole()
    {
        Table table = new([new("n", typeof(long))], [[9007199254740993L], [9007199254740992L]]);
        Assert.Single(table.Where("n = 9007199254740993"));
        Assert.Empty(table.Where("n > 99999999999999999999999"));
    }

    [Fact]
    public void A_name_that_is_two_columns_loosely_is_none()
    {
        Table table = new([new("a_b", typeof(long)), new("a@b", typeof(long))], [[1L, 2L]]);
        Assert.Single(table.Where("a@b = 2"));
        Assert.Throws<ArgumentException>(() => table.Where("ab = 2"));
    }
}
