package io.noisystudent.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of one overlay. */
record Manifests(String overlay, List<HasMetadata> objects) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String STRIMZI = "kafka.strimzi.io/v1";
    private static final KubernetesSerialization KUBERNETES = kubernetes();

    static List<Manifests> all() {
        return RenderedManifests.overlays().stream().map(Manifests::read).toList();
    }

    static Manifests read(String overlay) {
        return new Manifests(overlay, parse(RenderedManifests.read(overlay)));
    }

    /** The documents of a YAML stream as the models of their kind. */
    static List<HasMetadata> parse(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNext()) {
                objects.add(KUBERNETES.unmarshal(documents.next().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    private static KubernetesSerialization kubernetes() {
        KubernetesSerialization serialization = new KubernetesSerialization(new JsonMapper(), true);
        // The models name an older version of their API as their own.
        List.of(Kafka.class, KafkaNodePool.class, KafkaTopic.class, KafkaUser.class)
                .forEach(kind -> serialization.registerKubernetesResource(STRIMZI, kind.getSimpleName(), kind));
        return serialization;
    }

    <T extends HasMetadata> List<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Objects of a kind that has no model here. */
    List<GenericKubernetesResource> ofKind(String kind) {
        return of(GenericKubernetesResource.class).stream()
                .filter(object -> object.getKind().equals(kind))
                .toList();
    }

    /** In which everything is; the smoke Job has one of its own, so that it can run beside an installation. */
    String namespace() {
        return overlay.equals("smoke") ? "noisy-student-smoke" : "noisy-student";
    }

    boolean has(String kind, String name) {
        return objects.stream()
                .anyMatch(object -> object.getKind().equals(kind)
                        && object.getMetadata().getName().equals(name));
    }

    /** Jobs that KEDA makes, by name. */
    Map<String, JobSpec> scaledJobs() {
        Map<String, JobSpec> jobs = new LinkedHashMap<>();
        ofKind("ScaledJob").forEach(object -> {
            JsonNode spec = YAML.valueToTree(object).get("spec");
            jobs.put(object.getMetadata().getName(), ScaledJobSpec.read(spec).jobTargetRef());
        });
        return jobs;
    }

    /** The deployments of our four services, by name; the pod of one that runs as a Job counts as a deployment's. */
    Map<String, Deployment> services() {
        Map<String, Deployment> services = new LinkedHashMap<>();
        scaledJobs()
                .forEach((name, job) -> services.put(
                        name,
                        new DeploymentBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withNewSelector()
                                .endSelector()
                                .withTemplate(job.getTemplate())
                                .endSpec()
                                .build()));
        of(Deployment.class).stream()
                .filter(deployment ->
                        Project.SERVICES.contains(deployment.getMetadata().getName()))
                .forEach(deployment -> services.put(deployment.getMetadata().getName(), deployment));
        return services;
    }

    /** Every pod that a controller here makes, by the name of the controller. */
    Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        of(Deployment.class)
                .forEach(object -> pods.put(
                        object.getMetadata().getName(), object.getSpec().getTemplate()));
        of(StatefulSet.class)
                .forEach(object -> pods.put(
                        object.getMetadata().getName(), object.getSpec().getTemplate()));
        of(Job.class)
                .forEach(object -> pods.put(
                        object.getMetadata().getName(), object.getSpec().getTemplate()));
        scaledJobs().forEach((name, job) -> pods.put(name, job.getTemplate()));
        return pods;
    }

    Stream<Container> containers() {
        return pods().values().stream().flatMap(pod -> pod.getSpec().getContainers().stream());
    }

    /** As the services will read it. */
    PipelineConfig pipeline() {
        String yaml = of(io.fabric8.kubernetes.api.model.ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("pipeline-"))
                .map(map -> map.getData().get("pipeline.yaml"))
                .findFirst()
                .orElseThrow();
        return PipelineConfigReader.parse(yaml, overlay);
    }

    static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return overlay;
    }
}
