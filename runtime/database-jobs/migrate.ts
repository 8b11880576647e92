// The migration command, as a Job in the cluster runs it. The order of these two lines is the point.
import "./as-master";
import "../migrate/cli";
