#!/bin/sh
# Starts the service of this image. Settings of the JVM come from JAVA_TOOL_OPTIONS; here is only said where the image has
# its native libraries, if it has them: images that Jib makes unpack them at every start.
cd "$(dirname "$0")" || exit 1
if [ -d natives ]; then
  set -- "-Djava.library.path=$PWD/natives" -Dorg.bytedeco.javacpp.pathsFirst=true "-Donnxruntime.native.path=$PWD/natives"
fi
exec java -Djava.util.logging.manager=org.jboss.logmanager.LogManager "$@" -jar quarkus-run.jar
