using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>An item as lists show it.</summary>
internal sealed record ListedItem(int Run, long Index, string Id, int Rollout, string Title, string Summary,
    double? Score, double? Km, int Turns, int Calls, int Failed, long Tokens, int Findings, string? Verdict);

/// <summary>A page of the items that a filter leaves.</summary>
internal static class ItemList
{
    public const int MostAPage = 200;

    private const string Rest = "row, rollout, name";

    private static readonly Dictionary<string, string> s_orders = new(StringComparer.Ordinal)
    {
        ["index"] = Rest,
        ["worst"] = $"score IS NULL, score, {Rest}",
        ["best"] = $"score IS NULL, score DESC, {Rest}",
        ["far"] = $"km IS NULL, km DESC, {Rest}",
        ["tokens"] = $"tokens DESC, {Rest}",
        ["turns"] = $"turns DESC, {Rest}",
        ["findings"] = $"findings DESC, {Rest}",
        ["newest"] = $"time DESC, {Rest}",
    };

    /// <summary>The order of a request.</summary>
    /// <exception cref="RequestException">There is no such order.</exception>
    public static string Order(string? name) => s_orders.TryGetValue(name ?? "index", out string? order) ? order
        : throw RequestException.Bad($"sort is one of {string.Join(", ", s_orders.Keys)}.");

    public static int Count(SqliteConnection connection, ItemFilter filter)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM item WHERE {filter.Where(command)}";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static List<ListedItem> Page(
        SqliteConnection connection, ServedFolder folder, ItemFilter filter, string order, int offset, int limit)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, row, rollout, title, summary, score, km, turns, calls, failed, tokens, "
            + $"findings, verdict FROM item WHERE {filter.Where(command)} ORDER BY {order} LIMIT $limit OFFSET $offset";
        command.Parameters.AddWithValue("$limit", limit);
        command.Parameters.AddWithValue("$offset", offset);
        using SqliteDataReader reader = command.ExecuteReader();
        List<ListedItem> items = [];
        while (reader.Read())
        {
            // Sessions have no rows: their number is that of the order in which they were found.
            long index = folder.Source is TraceItems ? reader.GetInt64(2) : reader.GetInt64(0) - 1;
            items.Add(new ListedItem(folder.Number, index, folder.Source.IdOf(reader.GetString(1)), reader.GetInt32(3),
                reader.GetString(4), reader.GetString(5), Figure(reader, 6), Figure(reader, 7), reader.GetInt32(8),
                reader.GetInt32(9), reader.GetInt32(10), reader.GetInt64(11), reader.GetInt32(12),
                reader.IsDBNull(13) ? null : reader.GetString(13)));
        }

        return items;
    }

    /// <summary>Whether the index has an item of that name.</summary>
    public static bool Has(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM item WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return command.ExecuteScalar() is not null;
    }

    private static double? Figure(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
