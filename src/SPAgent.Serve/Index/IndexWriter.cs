using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>Writes items to an index, many in a transaction. For one thread.</summary>
internal sealed class IndexWriter : IDisposable
{
    // A column of more values than this is no column to narrow down by.
    private const int MostValues = 2000;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<Term, long> _terms = [];
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private readonly SqliteCommand _item, _said, _term, _cell, _verdict, _unmark;
    private readonly SqliteCommand[] _delete;
    private SqliteTransaction? _transaction;

    public IndexWriter(IndexDatabase database)
    {
        _connection = database.Connect();
        _item = Command("INSERT INTO item(name, time, length, row, rollout, title, summary, turns, calls, failed, "
            + "tokens, duration, score, km, lat, lon, findings, parse) VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, "
            + "$10, $11, $12, $13, $14, $15, $16, $17) RETURNING id", 18);
        _said = Command("INSERT INTO said(rowid, words) VALUES($0, $1)", 2);
        _term = Command("INSERT INTO term(name, value) VALUES($0, $1) RETURNING id", 2);
        _cell = Command("INSERT OR IGNORE INTO cell(term, item) VALUES($0, $1)", 2);
        _verdict = Command("UPDATE item SET verdict = $1 WHERE name = $0 RETURNING id", 2);
        _unmark = Command("DELETE FROM cell WHERE item = $0 AND term IN (SELECT id FROM term WHERE name IN "
            + "('verdict', 'tag'))", 1);
        _delete = [Command("DELETE FROM said WHERE rowid = (SELECT id FROM item WHERE name = $0)", 1),
            Command("DELETE FROM cell WHERE item = (SELECT id FROM item WHERE name = $0)", 1),
            Command("DELETE FROM item WHERE name = $0", 1)];
        ReadTerms();
    }

    private IEnumerable<SqliteCommand> Commands => [_item, _said, _term, _cell, _verdict, _unmark, .. _delete];

    /// <summary>The items that are in the index, with what they were when they were read.</summary>
    public Dictionary<string, (long Time, long Length)> Known()
    {
        Dictionary<string, (long, long)> known = new(StringComparer.Ordinal);
        using SqliteCommand command = Command("SELECT name, time, length FROM item", 0);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) known[reader.GetString(0)] = (reader.GetInt64(1), reader.GetInt64(2));
        return known;
    }

    public void Add(FoundItem found, IndexedItem item)
    {
        Begin();
        Set(_item, item.Name, found.Time, found.Length, item.Row, item.Rollout, item.Title, item.Summary, item.Turns,
            item.Calls, item.Failed, item.Tokens, item.DurationMs, item.Score, item.Km, item.Latitude, item.Longitude,
            item.Findings, item.Read);
        long id = (long)_item.ExecuteScalar()!;
        Set(_said, id, item.Words);
        _said.ExecuteNonQuery();
        foreach (Term term in item.Terms) Share(term, id);
    }

    /// <summary>Puts what is marked on an item in place of what was.</summary>
    public void Mark(string name, RecordLabel label)
    {
        Begin();
        string? verdict = label.Verdict == LabelVerdict.None ? null : label.Verdict.ToString().ToLowerInvariant();
        Set(_verdict, name, verdict);
        if (_verdict.ExecuteScalar() is not long id) return;
        Set(_unmark, id);
        _unmark.ExecuteNonQuery();
        if (verdict is not null) Share(new Term(Term.Verdict, verdict), id);
        foreach (string tag in label.Tags) Share(new Term(Term.Tag, tag), id);
    }

    /// <summary>Takes all marks back.</summary>
    public void Unmark()
    {
        Begin();
        using SqliteCommand command = Command("DELETE FROM cell WHERE term IN (SELECT id FROM term WHERE name IN "
            + "('verdict', 'tag')); UPDATE item SET verdict = NULL WHERE verdict IS NOT NULL", 0);
        command.Transaction = _transaction;
        command.ExecuteNonQuery();
    }

    public void Remove(string name)
    {
        Begin();
        foreach (SqliteCommand command in _delete)
        {
            Set(command, name);
            command.ExecuteNonQuery();
        }
    }

    public void Commit()
    {
        _transaction?.Commit();
        _transaction?.Dispose();
        _transaction = null;
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        foreach (SqliteCommand command in Commands) command.Dispose();
        _connection.Dispose();
    }

    private void Share(Term term, long item)
    {
        if (IdOf(term) is not { } id) return;
        Set(_cell, id, item);
        _cell.ExecuteNonQuery();
    }

    private void Begin()
    {
        if (_transaction is not null) return;
        _transaction = _connection.BeginTransaction();
        foreach (SqliteCommand command in Commands) command.Transaction = _transaction;
    }

    private long? IdOf(Term term)
    {
        if (_terms.TryGetValue(term, out long id)) return id;
        int values = _values.GetValueOrDefault(term.Name);
        if (values >= MostValues) return null;
        Set(_term, term.Name, term.Value);
        id = (long)_term.ExecuteScalar()!;
        _terms[term] = id;
        _values[term.Name] = values + 1;
        return id;
    }

    private void ReadTerms()
    {
        using SqliteCommand command = Command("SELECT id, name, value FROM term", 0);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            Term term = new(reader.GetString(1), reader.GetString(2));
            _terms[term] = reader.GetInt64(0);
            _values[term.Name] = _values.GetValueOrDefault(term.Name) + 1;
        }
    }

    private SqliteCommand Command(string sql, int parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < parameters; i++) command.Parameters.AddWithValue($"${i}", DBNull.Value);
        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
