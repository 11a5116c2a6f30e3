using Microsoft.Data.Sqlite;

namespace SPAgent.Serve;

/// <summary>The index of one folder in SQLite: items, what they share, and the words in them. It can be deleted at any
/// time, and is made again from the folder.</summary>
internal sealed class IndexDatabase : IDisposable
{
    private const int Application = 0x53504147, Version = 2, Corrupt = 11, NotADatabase = 26;
    private const long CheckedWhole = 32 << 20;

    private const string Schema = $"""
        CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, time INTEGER NOT NULL,
            length INTEGER NOT NULL, row INTEGER NOT NULL, rollout INTEGER NOT NULL, title TEXT NOT NULL,
            summary TEXT NOT NULL, turns INTEGER NOT NULL, calls INTEGER NOT NULL, failed INTEGER NOT NULL,
            tokens INTEGER NOT NULL, duration REAL, score REAL, km REAL, lat REAL, lon REAL,
            findings INTEGER NOT NULL, parse INTEGER, verdict TEXT);
        CREATE INDEX item_order ON item(row, rollout, name);
        CREATE TABLE term(id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE(name, value));
        CREATE TABLE cell(term INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY(term, item)) WITHOUT ROWID;
        CREATE INDEX cell_item ON cell(item);
        CREATE VIRTUAL TABLE said USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
        PRAGMA application_id = 1397768519;
        PRAGMA user_version = 2;
        """;

    private readonly string _file;
    private readonly string _address;

    private IndexDatabase(string file)
    {
        _file = file;
        _address = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            DefaultTimeout = 30,
        }.ToString();
    }

    /// <summary>Opens an index; one that is damaged, of another version or of another program is begun anew.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static IndexDatabase Open(string file)
    {
        IndexDatabase database = new(file);
        if (!database.IsUsable()) database.Begin();
        return database;
    }

    /// <summary>Whether an error says that the file is damaged.</summary>
    public static bool IsDamage(SqliteException problem) => problem.SqliteErrorCode is Corrupt or NotADatabase
        || (problem.SqliteErrorCode == 1 && problem.Message.Contains("no such table", StringComparison.Ordinal));

    /// <summary>Begins the index anew.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Begin()
    {
        SqliteConnection.ClearAllPools();
        foreach (string end in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(_file + end);
        try
        {
            using SqliteConnection connection = Connect();
            Run(connection, "PRAGMA journal_mode = WAL");
            Run(connection, Schema);
        }
        catch (SqliteException problem)
        {
            throw new IOException($"{_file}: the index can't be written ({problem.Message}). Make space, or name "
                + "another folder in XDG_CACHE_HOME.", problem);
        }
    }

    /// <summary>A connection of one's own; dispose it soon.</summary>
    public SqliteConnection Connect()
    {
        SqliteConnection connection = new(_address);
        connection.Open();
        Run(connection, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; "
            + "PRAGMA wal_autocheckpoint = 4000");
        return connection;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Value(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        using SqliteConnection connection = new(_address);
        SqliteConnection.ClearPool(connection);
    }

    private bool IsUsable()
    {
        if (!File.Exists(_file)) return false;
        try
        {
            using SqliteConnection connection = Connect();
            bool ours = Value(connection, "PRAGMA application_id") is (long)Application
                && Value(connection, "PRAGMA user_version") is (long)Version
                && Value(connection, "SELECT count(*) FROM sqlite_master WHERE name IN ('item', 'term', 'cell', "
                    + "'said')") is 4L;
            // A large one is looked through by use: damage is noticed then.
            return ours && (new FileInfo(_file).Length > CheckedWhole
                || Value(connection, "PRAGMA quick_check(1)") is "ok");
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
