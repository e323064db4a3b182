package io.mixline.jobs;

import java.net.URL;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.PackagedProgramUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** Runs the packaged job to its end as Flink's application mode does. Sees no class of the job, but by its jars. */
public final class PackagedJobRun implements Callable<String> {

    private static final String MAIN = "io.mixline.jobs.ItemEmbeddingJobMain";

    private final List<URL> usrlib;
    private final String configuration;

    public PackagedJobRun(List<URL> usrlib, String configuration) {
        this.usrlib = usrlib;
        this.configuration = configuration;
    }

    /** The name of the class loader that the job ran in. */
    @Override
    public String call() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(PackagedJobRun.class.getClassLoader());
        try {
            return run();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static Configuration anyFreePort() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }

    private String run() throws Exception {
        try (PackagedProgram program = PackagedProgram.newBuilder()
                        .setUserClassPaths(usrlib)
                        .setEntryPointClassName(MAIN)
                        .setArguments(configuration)
                        .build();
                MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                        .setNumSlotsPerTaskManager(1)
                        .setConfiguration(anyFreePort())
                        .build())) {
            cluster.start();
            JobGraph graph = PackagedProgramUtils.createJobGraph(program, new Configuration(), 1, false);
            JobID job = cluster.submitJob(graph).get(60, TimeUnit.SECONDS).getJobID();
            var unused = cluster.requestJobResult(job)
                    .get(120, TimeUnit.SECONDS)
                    .toJobExecutionResult(program.getUserCodeClassLoader());
            ClassLoader ran = program.getUserCodeClassLoader().loadClass(MAIN).getClassLoader();
            return ran.getClass().getSimpleName();
        }
    }
}
