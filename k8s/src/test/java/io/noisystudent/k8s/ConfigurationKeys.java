package io.noisystudent.k8s;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The environment variables that a service understands: the keys of its {@code application.properties}, those of its
 * {@code @ConfigMapping} interface with what it takes from service-kit, and Kafka's own. Read from the sources, since no
 * module has a service on its class path.
 */
final class ConfigurationKeys {
    private static final String PREFIX = "noisystudent";

    private ConfigurationKeys() {}

    static Set<String> of(String service) {
        Set<String> keys = new TreeSet<>(Project.applicationProperties(service).stringPropertyNames());
        Map<String, ClassTree> shared = new LinkedHashMap<>();
        types(Project.sources("libs/service-kit").stream()
                        .filter(file -> file.getFileName().toString().endsWith("Config.java"))
                        .toList())
                .forEach(type -> shared.put(type.getSimpleName().toString(), type));
        types(mappings(service)).forEach(mapping -> addKeys(mapping, shared, PREFIX, keys));
        for (Set<String> names :
                List.of(AdminClientConfig.configNames(), ConsumerConfig.configNames(), ProducerConfig.configNames())) {
            names.forEach(name -> keys.add("kafka." + name));
        }
        Set<String> variables = new TreeSet<>();
        keys.forEach(key -> variables.add(variable(key)));
        return variables;
    }

    /** The variable that stands for a key, by the rule of MicroProfile Config. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static List<Path> mappings(String service) {
        return Project.sources(service).stream()
                .filter(file -> Project.read(file).contains("@ConfigMapping(prefix = \"" + PREFIX + "\")"))
                .toList();
    }

    private static List<ClassTree> types(List<Path> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            List<ClassTree> types = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                unit.getTypeDecls().forEach(type -> types.add((ClassTree) type));
            }
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addKeys(ClassTree type, Map<String, ClassTree> shared, String prefix, Set<String> keys) {
        for (Tree parent : type.getImplementsClause()) {
            addKeys(parent(parent, shared), shared, prefix, keys);
        }
        Map<String, ClassTree> groups = new LinkedHashMap<>(shared);
        for (Tree member : type.getMembers()) {
            if (member instanceof ClassTree group) {
                groups.put(group.getSimpleName().toString(), group);
            }
        }
        for (Tree member : type.getMembers()) {
            if (member instanceof MethodTree method) {
                String key = prefix + "." + method.getName().toString().replaceAll("([a-z0-9])([A-Z])", "$1-$2");
                ClassTree group = groups.get(method.getReturnType().toString());
                if (group == null) {
                    keys.add(key);
                } else {
                    addKeys(group, shared, key, keys);
                }
            }
        }
    }

    /** What javac calls implemented of an interface is what it extends. */
    private static ClassTree parent(Tree name, Map<String, ClassTree> shared) {
        ClassTree parent = shared.get(name.toString());
        if (parent == null) {
            throw new IllegalStateException(name + " is no interface of service-kit");
        }
        return parent;
    }
}
