package io.mixline.cache.rocksdb;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.ChangeFold;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.ItemKey;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.OpenUses;
import io.mixline.cache.PackedRead;
import io.mixline.cache.TopicContent;
import io.mixline.schemas.ModelFingerprint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A cache in a directory of its own. Per model fingerprint it has the column families {@code tokens:<fingerprint>} and
 * {@code metadata:<fingerprint>}, beside them {@code models} and {@code positions}. Each apply is one
 * {@link WriteBatch} over all of these, in the write-ahead log: a crash leaves the whole of it, or nothing. The log is
 * not synced: what a machine (not process) loses with its page cache is the newest writes with their positions, and the
 * topic still has them. Thread-safe.
 */
public final class RocksDbEmbeddingCache implements EmbeddingCache {

    /** How long the files of a discarded model wait for reads that began before; then compaction removes them. */
    private static final Duration PATIENCE_WITH_READS = Duration.ofSeconds(1);

    /** What a cache takes where nobody says: enough for a test or a look inside. */
    private static final long DEFAULT_MEMORY_BYTES = 256L << 20;

    /** Read in less than a tenth of a millisecond, where they are in memory. */
    private static final int MOST_ITEMS_AT_ONCE = 16;

    private final Path directory;
    private final long memoryBytes;
    private final WriteOptions writeOptions;
    private final WriteOptions syncedOptions;
    /** Shared by those who apply; held alone by who changes what they apply to. */
    private final ReadWriteLock applies = new ReentrantReadWriteLock();

    /** Held while models change, and what they count with them. */
    private final Object modelsLock = new Object();

    /** Replaced by who holds this object's monitor; whoever finds it closed waits for the monitor and looks again. */
    private volatile OpenStore open;

    /** Of earlier discards, whose snapshots are still open. */
    private final List<OpenUses> stillRead = new ArrayList<>();

    private volatile boolean closed;

    /** Since a write found no space: RocksDB then refuses writes, and does not always recover by itself. */
    private volatile boolean full;

    private RocksDbEmbeddingCache(Path directory, long memoryBytes) {
        this.directory = directory;
        this.memoryBytes = memoryBytes;
        this.open = new OpenStore(new RocksDbStore(directory, memoryBytes));
        this.writeOptions = new WriteOptions();
        this.syncedOptions = new WriteOptions().setSync(true);
    }

    /**
     * Opens the cache of that directory, or a new one where there is none.
     *
     * @throws CacheException FATAL where it is of an unknown format, damaged, or open in another process
     */
    public static RocksDbEmbeddingCache open(Path directory) {
        return open(directory, DEFAULT_MEMORY_BYTES);
    }

    /**
     * The same, with so much memory for blocks, indexes, filters and write buffers together. The page cache of the operating
     * system comes on top of it.
     */
    public static RocksDbEmbeddingCache open(Path directory, long memoryBytes) {
        return new RocksDbEmbeddingCache(directory, memoryBytes);
    }

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        if (full) {
            reopenAfterFull();
        }
        applies.readLock().lock();
        try {
            if (closed) {
                throw closed();
            }
            return write(write);
        } catch (RocksDBException e) {
            throw failed("writing " + write.changes().size() + " changes and positions " + write.positions(), e);
        } finally {
            applies.readLock().unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The models' entries are hidden by a range tombstone in the same write as the rest, which is synced. Only then are
     * their files removed, once nobody reads them any more; a crash in between leaves files that compaction removes.
     */
    @Override
    public List<CachedModel> discard(String topic) {
        if (full) {
            reopenAfterFull();
        }
        applies.writeLock().lock();
        try {
            return discardAlone(topic);
        } finally {
            applies.writeLock().unlock();
        }
    }

    private synchronized List<CachedModel> discardAlone(String topic) {
        if (closed) {
            throw closed();
        }
        try {
            TopicContent gone = content(topic);
            try (WriteBatch batch = new WriteBatch()) {
                for (CachedModel model : gone.models()) {
                    batch.delete(store().models(), CachedModelFormat.key(model));
                    for (ColumnFamilyHandle family : families(model)) {
                        batch.deleteRange(family, ModelFamilies.FIRST_KEY, ModelFamilies.AFTER_LAST_KEY);
                    }
                }
                for (TopicPartition partition : gone.positions()) {
                    batch.delete(store().positions(), TopicPositionFormat.key(partition));
                }
                store().db().write(syncedOptions, batch);
            }
            store().forget(gone.models());
            removeFiles(gone.models());
            return gone.models();
        } catch (RocksDBException e) {
            throw failed("discarding what came from " + topic, e);
        }
    }

    @Override
    public CacheSnapshot snapshot() {
        OpenStore now = use();
        return RocksDbSnapshot.of(now.store(), now.uses());
    }

    @Override
    public List<CachedModel> models() {
        if (closed) {
            throw closed();
        }
        return store().heldModels();
    }

    /** {@inheritDoc} What RocksDB has in its memtables and its block cache, filters included. */
    @Override
    public boolean readFromMemory(ModelFingerprint model, PackedRead read) {
        OpenStore now = open;
        if (read.open() > MOST_ITEMS_AT_ONCE || !now.uses().enter()) {
            return false;
        }
        try (RocksDbSnapshot snapshot = RocksDbSnapshot.ofMemory(now.store(), now.uses())) {
            return snapshot.readWhatIsThere(model, read);
        }
    }

    /**
     * Makes a directory with the files of this moment: mostly links to those of the store, so that it is done in the time
     * that a flush takes. What is applied meanwhile goes on, and is in it as whole writes with their positions, or not.
     *
     * @param into absent, on the file system of this cache
     * @throws CacheException CLOSED once {@link #close} was called, NO_SPACE while the disk is full
     */
    public void checkpoint(Path into) {
        OpenStore now = use();
        try (Checkpoint checkpoint = Checkpoint.create(now.store().db())) {
            checkpoint.createCheckpoint(into.toString());
        } catch (RocksDBException e) {
            throw new CacheException(
                    hadNoSpace(e) ? CacheException.Kind.NO_SPACE : CacheException.Kind.FATAL,
                    "making a checkpoint in " + into + ": " + e.getMessage(),
                    e);
        } finally {
            now.uses().leave();
        }
    }

    /** The store, entered. */
    private OpenStore use() {
        while (true) {
            OpenStore now = open;
            if (now.uses().enter()) {
                return now;
            }
            synchronized (this) {
                if (closed || open.equals(now)) {
                    throw closed();
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        applies.writeLock().lock();
        try {
            closeAlone();
        } finally {
            applies.writeLock().unlock();
        }
    }

    private synchronized void closeAlone() {
        stillRead.forEach(OpenUses::close);
        open.close();
        syncedOptions.close();
        writeOptions.close();
    }

    /** Rewrites everything on disk, which drops what was overwritten and removed. */
    void compact() throws RocksDBException {
        for (ColumnFamilyHandle family : store().allFamilies()) {
            store().db().compactRange(family);
        }
    }

    /** What is stored is looked up side by side with other writes; what they have in common, the models, in turn. */
    private List<ApplyOutcome> write(CacheWrite write) throws RocksDBException {
        StoreWrites writes = new StoreWrites(store());
        Map<ItemKey, @Nullable ItemMetadata> stored = writes.stored(ChangeFold.keys(write.changes()));
        try (WriteBatch batch = new WriteBatch()) {
            List<CachedModel> models = store().heldModels();
            ChangeFold fold = new ChangeFold(models, stored);
            List<ApplyOutcome> outcomes = fold.fold(write.changes());
            writes.put(batch, fold, write.positions());
            synchronized (modelsLock) {
                List<CachedModel> now = store().heldModels();
                if (!CachedModel.sameButForItems(models, now)) {
                    fold = new ChangeFold(now, stored);
                    outcomes = fold.fold(write.changes());
                    batch.clear();
                    writes.put(batch, fold, write.positions());
                    models = now;
                }
                List<CachedModel> after = CachedModel.afterBoth(models, now, fold.changedModels());
                for (CachedModel model : after) {
                    batch.put(store().models(), CachedModelFormat.key(model), CachedModelFormat.value(model));
                }
                store().db().write(writeOptions, batch);
                store().hold(after);
            }
            return outcomes;
        }
    }

    /** Reads wait meanwhile, as long as the write-ahead log takes; they are refused while even this finds no space. */
    private void reopenAfterFull() {
        applies.writeLock().lock();
        try {
            reopenAlone();
        } finally {
            applies.writeLock().unlock();
        }
    }

    private synchronized void reopenAlone() {
        if (closed) {
            throw closed();
        }
        if (full) {
            stillRead.forEach(OpenUses::close);
            open.close();
            try {
                open = new OpenStore(new RocksDbStore(directory, memoryBytes));
                full = false;
            } catch (CacheException e) {
                throw e.getCause() instanceof RocksDBException cause ? failed("opening again", cause) : e;
            }
        }
    }

    private CacheException failed(String what, RocksDBException cause) {
        boolean noSpace = hadNoSpace(cause);
        full = full || noSpace;
        return new CacheException(
                noSpace ? CacheException.Kind.NO_SPACE : CacheException.Kind.FATAL,
                what + ": " + cause.getMessage(),
                cause);
    }

    private static boolean hadNoSpace(RocksDBException cause) {
        Status status = cause.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    private RocksDbStore store() {
        return open.store();
    }

    private TopicContent content(String topic) {
        try (CacheSnapshot now = snapshot()) {
            return TopicContent.of(topic, now.models(), now.positions().keySet());
        }
    }

    private List<ColumnFamilyHandle> families(CachedModel model) throws RocksDBException {
        ModelFamilies families = store().createFamilies(model.model().fingerprint());
        return List.of(families.tokens(), families.metadata());
    }

    /** RocksDB removes whole files whoever reads them, so those who may are waited for first. */
    private void removeFiles(List<CachedModel> models) throws RocksDBException {
        OpenStore before = open;
        open = new OpenStore(before.store());
        stillRead.add(before.uses());
        if (before.uses().close(PATIENCE_WITH_READS)) {
            stillRead.remove(before.uses());
            List<byte[]> all = List.of(ModelFamilies.FIRST_KEY, ModelFamilies.AFTER_LAST_KEY);
            store().db().pauseBackgroundWork(); // files that are being compacted would stay
            try {
                for (CachedModel model : models) {
                    for (ColumnFamilyHandle family : families(model)) {
                        store().db().deleteFilesInRanges(family, all, false);
                    }
                }
            } finally {
                store().db().continueBackgroundWork();
            }
        }
    }

    private static CacheException closed() {
        return new CacheException(CacheException.Kind.CLOSED, "the cache is closed");
    }
}
