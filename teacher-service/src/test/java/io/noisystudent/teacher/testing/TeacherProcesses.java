package io.noisystudent.teacher.testing;

import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceCommand;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.util.HashMap;
import java.util.Map;

/** Packaged teacher services on the broker of the tests. */
public final class TeacherProcesses {
    private TeacherProcesses() {}

    /** Starts an instance with these settings besides those that make it quick. */
    public static ServiceProcess start(Map<String, String> settings) {
        return ServiceCommand.packaged()
                .options("-XX:TieredStopAtLevel=1", "-Xmx192m")
                .setting("noisystudent.curriculum.settle", "300ms")
                .setting("noisystudent.curriculum.tick", "100ms")
                .setting("kafka.bootstrap.servers", TestBroker.shared().bootstrapServers())
                .settings(settings)
                .start();
    }

    /** An instance that works on a pipeline. */
    public static ServiceProcess start(TestPipeline pipeline, FakeRegistry registry, String instance) {
        return start(pipeline, registry, Map.of("noisystudent.instance", instance));
    }

    /** An instance that works on a pipeline, with these settings besides. */
    public static ServiceProcess start(TestPipeline pipeline, FakeRegistry registry, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("noisystudent.pipeline.file", pipeline.file().toString());
        all.put("noisystudent.registry.url", registry.uri().toString());
        return start(all);
    }

    /** Whether this instance is the one that works. */
    public static boolean isActive(ServiceProcess teacher) {
        return teacher.get("/api/v1/status")
                .map(status -> status.path("active").asBoolean())
                .orElse(false);
    }
}
