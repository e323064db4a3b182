package io.mixline.benchmarks.cache;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;

/** A way to keep values of some KiB in RocksDB. */
enum StoreLayout {
    /** As RocksDB comes: blocks of 4 KiB, no filters. */
    PLAIN {
        @Override
        void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family) {}
    },
    BLOOM {
        @Override
        void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family) {
            tables.setFilterPolicy(new BloomFilter(10, false)).setOptimizeFiltersForMemory(true);
        }
    },
    BLOOM_HASHED_BLOCKS {
        @Override
        void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family) {
            BLOOM.tune(tables, family);
            tables.setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
        }
    },
    BLOOM_INDEX_WITH_FIRST_KEYS {
        @Override
        void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family) {
            BLOOM.tune(tables, family);
            tables.setIndexType(IndexType.kBinarySearchWithFirstKey);
        }
    },
    BLOOM_16_KIB {
        @Override
        void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family) {
            BLOOM.tune(tables, family);
            tables.setBlockSize(16 << 10);
        }
    },
    /** Values in files of their own, which compaction of the keys leaves alone. */
    BLOB {
        @Override
        void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family) {
            BLOOM.tune(tables, family);
            family.setEnableBlobFiles(true)
                    .setMinBlobSize(1 << 10)
                    .setBlobFileSize(256 << 20)
                    .setEnableBlobGarbageCollection(true);
        }
    };

    abstract void tune(BlockBasedTableConfig tables, ColumnFamilyOptions family);

    ColumnFamilyOptions options(LRUCache blockCache) {
        BlockBasedTableConfig tables = new BlockBasedTableConfig()
                .setBlockCache(blockCache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        ColumnFamilyOptions family = new ColumnFamilyOptions().setCompressionType(CompressionType.NO_COMPRESSION);
        tune(tables, family);
        return family.setTableFormatConfig(tables);
    }
}
