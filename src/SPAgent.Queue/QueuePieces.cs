using System.Security.Cryptography;
using NATS.Client.ObjectStore;
using NATS.Client.ObjectStore.Models;

namespace SPAgent;

/// <summary>What is too large for a message: it travels through the object store, and its hash is compared.</summary>
internal sealed class QueuePieces(QueueConnection queue)
{
    /// <summary>As large as a trace may be.</summary>
    public const long Largest = 256L << 20;

    private INatsObjStore? _store;

    /// <summary>Puts bytes away where they are too large; else they are left to be sent as they are.</summary>
    public async Task<(PieceHead? Piece, ReadOnlyMemory<byte> Body)> SendAsync(
        string name, byte[] bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length <= queue.LargestMessage) return (null, bytes);
        if (bytes.Length > Largest)
        {
            throw new InvalidDataException(
                $"{bytes.Length:N0} bytes are more than the {Largest:N0} that are sent through a queue.");
        }

        await queue.PersistAsync(async stop =>
        {
            INatsObjStore store = await StoreAsync(stop).ConfigureAwait(false);
            return await store.PutAsync(name, bytes, stop).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return (new(name, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length), default);
    }

    /// <summary>Gets what was put away.</summary>
    /// <exception cref="InvalidDataException">It is not there, larger than it may be, or damaged.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(PieceHead piece, CancellationToken cancellationToken)
    {
        if (piece.Length is < 0 or > Largest)
            throw new InvalidDataException($"it claims {piece.Length:N0} bytes, and {Largest:N0} are the most.");
        byte[]? bytes = await queue.PersistAsync(async stop =>
        {
            try
            {
                INatsObjStore store = await StoreAsync(stop).ConfigureAwait(false);
                ObjectMetadata there = await store.GetInfoAsync(piece.Name, cancellationToken: stop)
                    .ConfigureAwait(false);
                return (long)there.Size == piece.Length
                    ? await store.GetBytesAsync(piece.Name, stop).ConfigureAwait(false) : null;
            }
            catch (Exception problem) when (problem is NatsObjException || QueueConnection.IsMissing(problem))
            {
                // Absent or damaged: it would be so the next time.
                return null;
            }
        }, cancellationToken).ConfigureAwait(false);
        return bytes is not null && bytes.Length == piece.Length
            && Convert.ToHexStringLower(SHA256.HashData(bytes)) == piece.Sha256 ? bytes
            : throw new InvalidDataException("what it put away is not there, or not what it says.");
    }

    /// <summary>Removes what is not needed any more; what can't be removed is left.</summary>
    public async Task DeleteAsync(PieceHead? piece)
    {
        if (piece is null) return;
        try
        {
            INatsObjStore store = await StoreAsync(CancellationToken.None).ConfigureAwait(false);
            await store.DeleteAsync(piece.Name).ConfigureAwait(false);
        }
        catch (Exception problem) when (QueueConnection.MayPass(problem))
        {
            // Purging removes it.
        }
    }

    private async Task<INatsObjStore> StoreAsync(CancellationToken cancellationToken) =>
        _store ??= await queue.Objects.CreateObjectStoreAsync(
            new NatsObjConfig(queue.Names.Pieces), cancellationToken).ConfigureAwait(false);
}
